package io.paretune.evaluators.trial;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.elastic.ElasticModel;
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

  /**
   * These trials of networks within the given model: blocks and channels that go are architecture,
   * not compression, so that all networks can share weights.
   *
   * @throws IllegalArgumentException if channels are to be judged by what sharing cannot know
   */
  public TrialSpec withElasticModel() {
    return new TrialSpec(
        data,
        Architecture.of(new ElasticModel(architecture.family(), compression)),
        new CompressionSpace(
            compression.techniques().stream()
                .filter(technique -> !ElasticModel.reshapes(technique))
                .toList()),
        schedule,
        measuring);
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
