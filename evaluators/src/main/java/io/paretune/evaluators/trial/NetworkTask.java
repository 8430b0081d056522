package io.paretune.evaluators.trial;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a search for networks is about: everything that a trial needs beside its assignment.
 *
 * @param data what is learned
 * @param family which architectures
 * @param options the family's options, by name; absent ones have its defaults
 * @param compression which bit-widths, pruning ratios and calibrations
 * @param calibrationImages training images that calibration looks at, at least 1
 * @param training how networks are trained
 * @param fineTuningEpochs epochs after pruning; a network that is not pruned gets them as training
 * @param distillation how students learn from a teacher, if they do
 * @param profile where files are measured
 * @param latencyWanted whether the latency is measured: it is an objective, constrained or reported
 */
public record NetworkTask(
    DataSpec data,
    Family family,
    Map<String, List<Integer>> options,
    CompressionSpace compression,
    int calibrationImages,
    TrainingSettings training,
    int fineTuningEpochs,
    Optional<Distillation> distillation,
    HardwareProfile profile,
    boolean latencyWanted) {

  /** Checks the numbers. */
  public NetworkTask {
    options = Map.copyOf(options);
    if (calibrationImages < 1) {
      throw new IllegalArgumentException(
          "calibrationImages must be at least 1, got " + calibrationImages);
    }
    if (fineTuningEpochs < 0) {
      throw new IllegalArgumentException(
          "fineTuningEpochs must be at least 0, got " + fineTuningEpochs);
    }
  }

  /** What the family builds for, given the data. */
  public FamilyContext context(DataSet opened) {
    return new FamilyContext(
        Shape.image(opened.shape().channels(), opened.shape().height(), opened.shape().width()),
        opened.classNames().size(),
        options);
  }

  /**
   * Architecture, compression and distillation together.
   *
   * @throws IllegalArgumentException if an option is wrong, or everything is fixed
   */
  public SearchSpace space(DataSet opened) {
    FamilyContext context = context(opened);
    List<Parameter> parameters = new ArrayList<>(family.parameters(context));
    parameters.addAll(compression.parameters(family.blocks(context)));
    distillation.ifPresent(
        taught -> {
          parameters.addAll(taught.temperature().parameters());
          parameters.addAll(taught.alpha().parameters());
        });
    return SearchSpace.of(parameters);
  }
}
