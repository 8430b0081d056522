package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.task.Classification;
import io.paretune.evaluators.task.Head;

/** What weights, calibration ranges and preprocessing are fitted on. */
public record TrainSplit(Examples examples, Preprocessing preprocessing, Head head)
    implements Split {
  public TrainSplit {
    SplitChecks.check("train", examples, preprocessing);
  }

  /** Of examples that are to be classified. */
  public TrainSplit(Examples examples, Preprocessing preprocessing) {
    this(examples, preprocessing, new Classification().head(examples.targets()));
  }
}
