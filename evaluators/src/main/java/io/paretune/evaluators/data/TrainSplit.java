package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;

/** What weights, calibration ranges and preprocessing are fitted on. */
public record TrainSplit(Examples examples, Preprocessing preprocessing) implements Split {
  public TrainSplit {
    SplitChecks.check("train", examples, preprocessing);
  }
}
