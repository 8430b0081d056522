package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;

/** What every accuracy that a search sees is computed on; never fitted to. */
public record ValidationSplit(Examples examples, Preprocessing preprocessing) implements Split {
  public ValidationSplit {
    SplitChecks.check("validation", examples, preprocessing);
  }
}
