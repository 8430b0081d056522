package io.paretune.evaluators.trial;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;

/**
 * What the trials of a search for networks are made of, beside their assignments. It says all and
 * opens nothing; with its data it is a {@link NetworkProblem}.
 *
 * @param data what is learned from
 * @param architecture which networks
 * @param compression which bit-widths, pruning ratios and calibrations
 * @param schedule how long each is trained, before and after it is cut
 * @param measuring what is measured of its file, and where
 */
public record TrialSpec(
    DataSpec data,
    Architecture architecture,
    CompressionSpace compression,
    Schedule schedule,
    Measuring measuring) {

  /** Checks that there are epochs for what the compression trains. */
  public TrialSpec {
    int epochs = schedule.fineTuningEpochs();
    compression.techniques().forEach(technique -> technique.requireEpochs(epochs));
  }

  /** These trials, with another compression. */
  public TrialSpec withCompression(CompressionSpace newCompression) {
    return new TrialSpec(data, architecture, newCompression, schedule, measuring);
  }

  /** These trials, with another schedule. */
  public TrialSpec withSchedule(Schedule newSchedule) {
    return new TrialSpec(data, architecture, compression, newSchedule, measuring);
  }

  /** These trials, measured otherwise. */
  public TrialSpec withMeasuring(Measuring newMeasuring) {
    return new TrialSpec(data, architecture, compression, schedule, newMeasuring);
  }

  /** Reads the data. */
  public NetworkProblem open() {
    return new NetworkProblem(this, DataSets.open(data));
  }
}
