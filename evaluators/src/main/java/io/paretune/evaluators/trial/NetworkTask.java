package io.paretune.evaluators.trial;

import io.paretune.evaluators.artifact.ArtifactFormat;
import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Guessing;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.latency.ArchitectureSpace;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a search for networks is about: everything that a trial needs beside its assignment.
 *
 * @param data what is learned
 * @param family which architectures
 * @param options the family's options, by name; absent ones have its defaults
 * @param compression which bit-widths, pruning ratios and calibrations
 * @param calibrationImages training images that calibration and the criteria of pruning look at, at
 *     least 1
 * @param training how networks are trained
 * @param fineTuningEpochs epochs after pruning, shared among its steps; a network that is not
 *     pruned gets them as training. As many more if it is trained with the rounding of its file
 * @param distillation how students learn from a teacher, if they do
 * @param profile where files are measured
 * @param latencyWanted whether the latency is measured: it is an objective, constrained or reported
 * @param latencyFirst whether the latency of the untrained network is measured before it trains
 * @param artifacts formats of the files to keep; ONNX, which is measured, is among them
 * @param memoryWanted whether the peak memory is measured: it is an objective, constrained or
 *     reported
 * @param latencyTable what predicts the latency of a network before it trains, in place of a
 *     measurement of the untrained one
 */
public record NetworkTask(
    DataSpec data,
    Family family,
    Map<String, List<Object>> options,
    CompressionSpace compression,
    int calibrationImages,
    TrainingSettings training,
    int fineTuningEpochs,
    Optional<Distillation> distillation,
    HardwareProfile profile,
    boolean latencyWanted,
    boolean latencyFirst,
    List<ArtifactFormat> artifacts,
    boolean memoryWanted,
    Optional<LatencyTable> latencyTable) {

  /** Checks the numbers. */
  public NetworkTask {
    options = Map.copyOf(options);
    artifacts = List.copyOf(artifacts);
    if (!artifacts.contains(ArtifactFormat.ONNX)
        || new LinkedHashSet<>(artifacts).size() < artifacts.size()) {
      throw new IllegalArgumentException(
          "artifacts must hold onnx, which is what is measured, and none twice, got "
              + artifacts.stream().map(ArtifactFormat::label).toList());
    }
    if (calibrationImages < 1) {
      throw new IllegalArgumentException(
          "calibrationImages must be at least 1, got " + calibrationImages);
    }
    if (fineTuningEpochs < 0) {
      throw new IllegalArgumentException(
          "fineTuningEpochs must be at least 0, got " + fineTuningEpochs);
    }
    compression.quantisation().requireEpochs(fineTuningEpochs);
    compression.pruning().requireEpochs(fineTuningEpochs);
  }

  /** A task that measures no memory. */
  public NetworkTask(
      DataSpec data,
      Family family,
      Map<String, List<Object>> options,
      CompressionSpace compression,
      int calibrationImages,
      TrainingSettings training,
      int fineTuningEpochs,
      Optional<Distillation> distillation,
      HardwareProfile profile,
      boolean latencyWanted,
      boolean latencyFirst,
      List<ArtifactFormat> artifacts) {
    this(
        data,
        family,
        options,
        compression,
        calibrationImages,
        training,
        fineTuningEpochs,
        distillation,
        profile,
        latencyWanted,
        latencyFirst,
        artifacts,
        false,
        Optional.empty());
  }

  /** This task, measuring peak memory or not. */
  public NetworkTask withMemoryWanted(boolean newMemoryWanted) {
    return new NetworkTask(
        data,
        family,
        options,
        compression,
        calibrationImages,
        training,
        fineTuningEpochs,
        distillation,
        profile,
        latencyWanted,
        latencyFirst,
        artifacts,
        newMemoryWanted,
        latencyTable);
  }

  /** A task that keeps ONNX files alone. */
  public NetworkTask(
      DataSpec data,
      Family family,
      Map<String, List<Object>> options,
      CompressionSpace compression,
      int calibrationImages,
      TrainingSettings training,
      int fineTuningEpochs,
      Optional<Distillation> distillation,
      HardwareProfile profile,
      boolean latencyWanted,
      boolean latencyFirst) {
    this(
        data,
        family,
        options,
        compression,
        calibrationImages,
        training,
        fineTuningEpochs,
        distillation,
        profile,
        latencyWanted,
        latencyFirst,
        List.of(ArtifactFormat.ONNX));
  }

  /** This task, keeping files in these formats. */
  public NetworkTask withArtifacts(List<ArtifactFormat> newArtifacts) {
    return new NetworkTask(
        data,
        family,
        options,
        compression,
        calibrationImages,
        training,
        fineTuningEpochs,
        distillation,
        profile,
        latencyWanted,
        latencyFirst,
        newArtifacts,
        memoryWanted,
        latencyTable);
  }

  /** This task, with another compression. */
  public NetworkTask withCompression(CompressionSpace newCompression) {
    return new NetworkTask(
        data,
        family,
        options,
        newCompression,
        calibrationImages,
        training,
        fineTuningEpochs,
        distillation,
        profile,
        latencyWanted,
        latencyFirst,
        artifacts,
        memoryWanted,
        latencyTable);
  }

  /** This task, measuring untrained networks or not. */
  public NetworkTask withLatencyFirst(boolean newLatencyFirst) {
    return new NetworkTask(
        data,
        family,
        options,
        compression,
        calibrationImages,
        training,
        fineTuningEpochs,
        distillation,
        profile,
        latencyWanted,
        newLatencyFirst,
        artifacts,
        memoryWanted,
        latencyTable);
  }

  /** This task, predicting latencies with a table. */
  public NetworkTask withLatencyTable(LatencyTable table) {
    return new NetworkTask(
        data,
        family,
        options,
        compression,
        calibrationImages,
        training,
        fineTuningEpochs,
        distillation,
        profile,
        latencyWanted,
        latencyFirst,
        artifacts,
        memoryWanted,
        Optional.of(table));
  }

  /** The networks that a search can come to. */
  public ArchitectureSpace candidates(DataSet opened) {
    return new ArchitectureSpace(family, context(opened), compression);
  }

  /** What the family builds for, given the data. */
  public FamilyContext context(DataSet opened) {
    return new FamilyContext(shape(opened), opened.classNames().size(), options);
  }

  /** The shape of one example; a row of a table is an image of one place. */
  public static Shape.Image shape(DataSet opened) {
    return Shape.image(opened.shape().channels(), opened.shape().height(), opened.shape().width());
  }

  /**
   * Checks that the teacher can teach this data and these students, if there is one, and that a
   * trained one is not near chance.
   *
   * @throws IllegalArgumentException if not, in one line
   */
  public void requireTeacher(DataSet opened) {
    distillation.ifPresent(
        taught -> {
          TeacherSource teacher = taught.teacher();
          teacher.requireFor(opened, family.largest(context(opened)), taught.hiddenKinds());
          teacher.requireBetter(opened, Guessing.of(data, opened));
        });
  }

  /**
   * Architecture, compression and distillation together.
   *
   * @throws IllegalArgumentException if an option is wrong, or everything is fixed
   */
  public SearchSpace space(DataSet opened) {
    FamilyContext context = context(opened);
    List<Parameter> parameters = new ArrayList<>(family.parameters(context));
    parameters.addAll(compression.parameters(family.blocks(context), family.largest(context)));
    distillation.ifPresent(taught -> parameters.addAll(taught.parameters()));
    return SearchSpace.of(parameters);
  }

  /**
   * What every front should be compared with: the smallest and the largest architecture, each as it
   * is and with the fewest bits throughout, not pruned; other parameters in the middle of their
   * range. At most four points, fewer if nothing of the kind is searched.
   */
  public List<Assignment> baselines(DataSet opened) {
    FamilyContext context = context(opened);
    Set<String> architecture =
        family.parameters(context).stream().map(Parameter::name).collect(Collectors.toSet());
    SearchSpace space = space(opened);
    Set<Assignment> points = new LinkedHashSet<>();
    for (boolean large : List.of(false, true)) {
      for (boolean compressed : List.of(false, true)) {
        double[] unit = new double[space.dimension()];
        for (int i = 0; i < unit.length; i++) {
          Parameter parameter = space.parameters().get(i);
          String name = parameter.name();
          if (architecture.contains(name)) {
            unit[i] = large ? 1 : 0;
          } else if (name.startsWith("bits.")) {
            unit[i] = extreme(parameter.domain(), compressed);
          } else if (name.equals(PruningSpace.RATIO) || name.startsWith(PruningSpace.RATIO + ".")) {
            unit[i] = extreme(parameter.domain(), true);
          } else if (name.startsWith(CompressionSpace.REMOVE)) {
            unit[i] = parameter.domain().toUnit(false);
          } else if (name.equals(PruningSpace.KIND)) {
            unit[i] = kindThatCanLeaveAll(parameter.domain());
          } else {
            unit[i] = 0.5;
          }
        }
        points.add(space.fromUnit(unit));
      }
    }
    return List.copyOf(points);
  }

  /** The position of a kind of pruning of which there can be none: 2:4 always prunes. */
  private static double kindThatCanLeaveAll(Domain domain) {
    return domain.values().stream()
        .filter(kind -> !kind.equals(PruningKind.TWO_OF_FOUR.label()))
        .findFirst()
        .map(domain::toUnit)
        .orElse(0.0);
  }

  /** The position of the smallest or the largest of some numbers, in whatever order they stand. */
  private static double extreme(Domain domain, boolean smallest) {
    Comparator<Object> bySize = Comparator.comparingDouble(value -> ((Number) value).doubleValue());
    List<Object> values = domain.values();
    return domain.toUnit(
        smallest ? Collections.min(values, bySize) : Collections.max(values, bySize));
  }
}
