package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.Head;

/** What every score that a search sees is computed on; never fitted to. */
public record ValidationSplit(Examples examples, Preprocessing preprocessing, Head head)
    implements Split {
  public ValidationSplit {
    SplitChecks.check("validation", examples, preprocessing);
  }

  /** Of examples that are to be classified. */
  public ValidationSplit(Examples examples, Preprocessing preprocessing) {
    this(examples, preprocessing, new Classification().head(examples.targets()));
  }
}
