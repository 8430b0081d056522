package io.paretune.evaluators.trial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.corpus.TextSource;
import io.paretune.evaluators.data.text.TextReading;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.latency.ArchitectureSpace;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.latency.Timing;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.evaluators.train.optimise.OptimiserKind;
import io.paretune.evaluators.trial.Architecture;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of each family are really trained, pruned, fine-tuned, quantised and judged. */
class FamilyTrialsTest {

  private final Path directory;

  FamilyTrialsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static final String TEXTS = "text-transformer";

  static Stream<Arguments> families() {
    return Stream.of(
        Arguments.of(
            "mbconv",
            Map.of("stages", List.of(2), "width", List.of(16), "depth", List.of(1, 2)),
            Map.of("activation", "relu6")),
        Arguments.of(
            "mlp",
            Map.of("depth", List.of(1, 2), "width", List.of(32, 64), "dropout", List.of(0.1)),
            Map.of("depth", 2L, "width.layer1", 64L, "width.layer2", 32L)),
        Arguments.of(
            TEXTS,
            Map.of("width", List.of(16), "depth", List.of(1), "hidden", List.of(0.1)),
            Map.of("heads.block0", 4L, "ratio.block0", 3L)),
        Arguments.of(
            "nas-bench-201",
            Map.of("width", List.of(16), "cells", List.of(1)),
            Map.of(
                "edge01", "nor_conv_3x3",
                "edge02", "none",
                "edge12", "nor_conv_1x1",
                "edge03", "skip_connect",
                "edge13", "avg_pool_3x3",
                "edge23", "nor_conv_3x3")),
        Arguments.of(
            "nas-bench-macro",
            Map.of("width", List.of(16), "head-width", List.of(64)),
            Map.of("layer2", "identity", "layer3", "mb6-k5")));
  }

  @ParameterizedTest
  @MethodSource("families")
  void theDeployedFileHasLearnedTheDigits(
      String family, Map<String, List<Object>> options, Map<String, Object> choices)
      throws IOException {
    try (NetworkEvaluation evaluation = open(family, options)) {
      Assignment plain = point(evaluation.space(), choices, 0.0, 32L);
      Assignment small = point(evaluation.space(), choices, 0.5, 8L);
      Measurement before = measured(evaluation.evaluate(1, plain, TrialChannel.silent()));
      Measurement after = measured(evaluation.evaluate(1, small, TrialChannel.silent()));
      assertThat(before.metric(Metric.ACCURACY.name())).isGreaterThan(0.85);
      assertThat(after.metric(Metric.ACCURACY.name())).isGreaterThan(0.5);
      assertThat(after.metric(Metrics.PARAMETERS))
          .isLessThan(0.6 * before.metric(Metrics.PARAMETERS));
      assertThat(after.metric(Metrics.SIZE)).isLessThan(0.6 * before.metric(Metrics.SIZE));
    }
  }

  @Test
  void aCellThatComputesNothingFailsBeforeItTrains() throws IOException {
    try (NetworkEvaluation evaluation =
        open("nas-bench-201", Map.of("width", List.of(8), "cells", List.of(1)))) {
      Map<String, Object> nothing = new HashMap<>();
      for (String edge : List.of("01", "02", "12", "03", "13", "23")) {
        nothing.put("edge" + edge, "none");
      }
      Assignment point = point(evaluation.space(), nothing, 0.0, 32L);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> evaluation.evaluate(1, point, TrialChannel.silent()))
          .withMessageContaining("a path from its input to its output");
    }
  }

  /** The first values of everything that is not chosen. */
  private static Assignment point(
      SearchSpace space, Map<String, Object> choices, double pruning, long bits) {
    Map<String, Object> values = new HashMap<>();
    Map<String, Object> wanted = new HashMap<>(choices);
    wanted.put("pruning", pruning);
    for (Parameter parameter : space.parameters()) {
      if (parameter.condition().holds(Assignment.of(values))) {
        Object first = parameter.domain().fromUnit(0);
        Object value = parameter.name().startsWith("bits.") ? bits : first;
        values.put(parameter.name(), wanted.getOrDefault(parameter.name(), value));
      }
    }
    return space.assignment(values);
  }

  private static Measurement measured(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Measured.class);
    return ((Outcome.Measured) outcome).measurement();
  }

  @Test
  void textsArePredictedAtTheLengthAtWhichTheyAreTimed() throws IOException {
    ArchitectureSpace candidates =
        spec(
                TEXTS,
                Map.of("width", List.of(8, 16), "depth", List.of(1, 2), "pool", List.of("mean")))
            .open()
            .candidates();
    Shape input = candidates.context().input();
    // of two to seven words each; half of the texts have four and less
    assertThat(candidates.example().elements()).isBetween(4, 5).isLessThan(input.elements());
    Map<String, Timing> kernels = new HashMap<>();
    for (Kernel kernel : candidates.kernels()) {
      assertThat(kernel.key()).doesNotContain("," + input.elements() + "x");
      kernels.put(kernel.key(), new Timing(1, 1, 1, true));
    }
    Network whole = candidates.family().largest(candidates.context());
    WeightedNetwork model = new WeightedNetwork(whole, Initialisation.kaiming(whole, 1));
    LatencyTable table = new LatencyTable(Map.of(), kernels, Optional.empty());
    // table of words, positions, twelve for each block, normalisation, mean and linear layer
    assertThat(table.predictor().milliseconds(candidates.parts(model, QuantisationPlan.none())))
        .isEqualTo(2 + 2 * 12 + 3);
  }

  private NetworkEvaluation open(String family, Map<String, List<Object>> options)
      throws IOException {
    ArtifactSink sink =
        (bytes, suffix) -> {
          try {
            Path file = Files.createTempFile(directory, "network", ".onnx");
            return new ArtifactSink.Stored(file.getFileName().toString(), Files.write(file, bytes));
          } catch (IOException full) {
            throw new UncheckedIOException(full);
          }
        };
    return NetworkEvaluation.open(
        spec(family, options).open(),
        5,
        new Workplace(directory, sink, MeasuringLease.in(directory.resolve("lease")), 1));
  }

  private TrialSpec spec(String family, Map<String, List<Object>> options) throws IOException {
    boolean texts = family.equals(TEXTS);
    TrainingSettings usual = TrainingSettings.defaults().withEpochs(3).withBatchSize(32);
    TrainingSettings training =
        texts
            ? usual
                .withOptimisation(usual.optimisation().withOptimiser(OptimiserKind.ADAMW))
                .withLearningRate(0.01)
            : usual.withLearningRate(0.1);
    return new TrialSpec(
        texts ? texts() : DigitsTask.DATA,
        new Architecture(Families.standard().named(family), options),
        CompressionSpace.defaults().withPruning(List.of(0.0, 0.5)),
        new Schedule(TrainingSpace.fixed(training), 1, 64, Optional.empty(), new Device.Cpu()),
        Measuring.of(HardwareProfiles.named("cpu-1-thread"), Set.of()));
  }

  /** Texts of three classes, each told by a word of its own among others. */
  private DataSpec texts() throws IOException {
    Random random = new Random(3);
    List<String> told = List.of("red", "green", "blue");
    List<String> others = List.of("it", "is", "a", "very", "nice", "old", "house", "here");
    StringBuilder rows = new StringBuilder("text,colour\n");
    for (int row = 0; row < 900; row++) {
      List<String> words = new ArrayList<>();
      for (int word = random.nextInt(6); word >= 0; word--) {
        words.add(others.get(random.nextInt(others.size())));
      }
      words.add(random.nextInt(words.size() + 1), told.get(row % 3));
      rows.append(String.join(" ", words)).append(',').append(told.get(row % 3)).append('\n');
    }
    Path file = Files.writeString(directory.resolve("texts.csv"), rows);
    return DataSpec.of(file.toString(), TextSource.at(file, TextReading.found()))
        .withLabelColumn("colour");
  }
}
