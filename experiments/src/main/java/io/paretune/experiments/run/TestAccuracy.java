package io.paretune.experiments.run;

import io.paretune.search.trial.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The finalists' test accuracies, which live beside the trials and not in them: a sampler that
 * reads a trial cannot see them.
 */
public final class TestAccuracy {

  /** The metric's name in reports. */
  public static final String METRIC = "test-accuracy";

  private static final String PREFIX = METRIC + ".trial-";

  private TestAccuracy() {}

  public static String key(long trial) {
    return PREFIX + trial;
  }

  /** Whether an attribute is one. */
  public static boolean isKey(String attribute) {
    return attribute.startsWith(PREFIX);
  }

  /** The trials, those that were examined with their test accuracy: for reports only. */
  public static List<Trial> shown(List<Trial> trials, Map<String, String> attributes) {
    return trials.stream()
        .map(
            trial ->
                Optional.ofNullable(attributes.get(key(trial.number())))
                    .map(accuracy -> with(trial, Double.parseDouble(accuracy)))
                    .orElse(trial))
        .toList();
  }

  private static Trial with(Trial trial, double accuracy) {
    return trial
        .measurement()
        .map(found -> Trials.with(trial, found.with(METRIC, accuracy)))
        .orElse(trial);
  }
}
