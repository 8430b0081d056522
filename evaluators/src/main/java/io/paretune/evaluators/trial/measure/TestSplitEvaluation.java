package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.TestSplit;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.batch.Placement;
import java.nio.file.Path;

/**
 * The test accuracy of finalists, after the search: the one place where the test split is used.
 * Immutable.
 */
public final class TestSplitEvaluation {

  private final TestSplit test;
  private final HardwareProfile profile;

  private TestSplitEvaluation(TestSplit test, HardwareProfile profile) {
    this.test = test;
    this.profile = profile;
  }

  /**
   * Opens the test split that belongs to a data set.
   *
   * @param profile whose device files run on
   */
  public static TestSplitEvaluation of(DataSpec data, HardwareProfile profile) {
    return new TestSplitEvaluation(DataSets.openForFinalReport(data).test(), profile);
  }

  /**
   * Share of the test split that a file classifies correctly, 0 to 1.
   *
   * @param threads threads to run on
   */
  public double accuracy(Path file, int threads) {
    return FileAccuracy.of(file, test, Placement.of(profile, threads));
  }

  /** Number of test examples. */
  public int size() {
    return test.size();
  }
}
