package io.paretune.evaluators.latency.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.latency.ArchitectureSpace;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.latency.LatencyTableFile;
import io.paretune.evaluators.latency.TimedFile;
import io.paretune.evaluators.latency.Timing;
import io.paretune.evaluators.latency.kernel.Decomposition;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.network.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableBuildTest {

  private static final double CALL = 0.011;
  private static final Timing NEVER = new Timing(1e9, 1e9, 1e9, false);

  private static final ArchitectureSpace CANDIDATES =
      new ArchitectureSpace(
          Families.standard().named("resnet"),
          new FamilyContext(
              Shape.image(1, 8, 8),
              3,
              Map.of("width", List.of(8, 16), "depth", List.of(1, 2), "stages", List.of(2))),
          CompressionSpace.none().withBits(List.of(32, 8)));

  private static final Map<String, String> FACTS = facts("here");

  @TempDir private Path directory = Path.of("");

  private static Map<String, String> facts(String machine) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(LatencyTable.FAMILY, "resnet");
    facts.put(LatencyTable.FINGERPRINT, machine);
    return facts;
  }

  /** What a kernel takes on the machine that is simulated; a fused sum is free. */
  private static double cost(Kernel kernel) {
    if (kernel.isBorder()) {
      return 1e-6 * kernel.input().elements();
    }
    double speed = kernel.arithmetic().bits() == 8 ? 4e-8 : 1e-7;
    return 0.001 + speed * kernel.multiplyAdds() + 5e-7 * kernel.input().elements();
  }

  /** A machine on which everything adds up, that counts what it is asked. */
  private static final class Additive implements Stopwatch {

    private final List<TimedFile> asked = new ArrayList<>();
    private int goodFor = Integer.MAX_VALUE;
    private int unstableEvery = Integer.MAX_VALUE;

    @Override
    public Timing time(TimedFile file) {
      if (asked.size() >= goodFor) {
        throw new IllegalStateException("killed");
      }
      asked.add(file);
      double sum = CALL;
      for (Decomposition.Part part : Decomposition.of(file.network(), file.plan()).parts()) {
        sum += part.times() * cost(part.kernel());
      }
      return new Timing(sum, sum, sum, asked.size() % unstableEvery != 0);
    }
  }

  private BuildReport build(Map<String, String> facts, Additive machine) {
    return build(CANDIDATES, facts, machine);
  }

  private BuildReport build(
      ArchitectureSpace candidates, Map<String, String> facts, Additive machine) {
    return TableBuild.run(
        candidates,
        facts,
        BuildSettings.into(directory.resolve("table.csv")).withNetworks(20),
        machine,
        (done, all, what, timing) -> assertThat(done).isBetween(1, all));
  }

  @Test
  void onAMachineThatAddsUpEveryKernelIsFoundAndEveryNetworkPredicted() {
    BuildReport report = build(FACTS, new Additive());
    for (Kernel kernel : CANDIDATES.kernels()) {
      assertThat(report.table().kernels().getOrDefault(kernel.key(), NEVER).milliseconds())
          .as(kernel.key())
          .isCloseTo(cost(kernel), within(1e-9));
    }
    assertThat(report.predictor().within5()).isEqualTo(1);
    assertThat(report.predictor().worstError()).isLessThan(0.01);
    assertThat(report.predictor().tau()).isGreaterThan(0.98);
    assertThat(report.predictor().networks()).isEqualTo(20);
    assertThat(report.learned()).isEqualTo(16);
    assertThat(report.unstableKernels() + report.unstableNetworks()).isZero();
    // the plain sum lacks what each call costs
    assertThat(report.sum().worstError()).isGreaterThan(report.predictor().worstError());
    // ten digits behind the point are kept
    LatencyTable written = LatencyTableFile.read(directory.resolve("table.csv"));
    assertThat(written.kernels().keySet()).isEqualTo(report.table().kernels().keySet());
    assertThat(written.fit()).isEqualTo(report.table().fit());
    assertThat(written.facts()).isEqualTo(FACTS);
    written.predictor().requireFor(CANDIDATES);
  }

  @Test
  void gatesAreFoundAsExactlyInFloatsAndInEightBits() {
    ArchitectureSpace gated =
        new ArchitectureSpace(
            Families.standard().named("mbconv"),
            new FamilyContext(
                Shape.image(1, 8, 8),
                3,
                Map.of(
                    "stages", List.of(2),
                    "width", List.of(8, 16),
                    "depth", List.of(1),
                    "kernel", List.of(3),
                    "se-ratio", List.of(0, 0.25))),
            CompressionSpace.none().withBits(List.of(32, 8)));
    BuildReport report = build(gated, Map.of(LatencyTable.FAMILY, "mbconv"), new Additive());
    assertThat(gated.kernels())
        .extracting(Kernel::operator)
        .contains("gate", "reordered-gate", "hard-sigmoid");
    for (Kernel kernel : gated.kernels()) {
      assertThat(report.table().kernels().getOrDefault(kernel.key(), NEVER).milliseconds())
          .as(kernel.key())
          .isCloseTo(cost(kernel), within(1e-9));
    }
    assertThat(report.predictor().within5()).isEqualTo(1);
  }

  private static ArchitectureSpace tokens(String family, Shape input, Activations activations) {
    CompressionSpace space = CompressionSpace.none().withBits(List.of(32, 8));
    return new ArchitectureSpace(
        Families.standard().named(family),
        new FamilyContext(
            input,
            3,
            Map.of(
                "width", List.of(8, 16),
                "depth", List.of(1, 2),
                "heads", List.of(1, 2),
                "head-width", List.of(4),
                "ratio", List.of(1, 2))),
        space.with(space.quantisation().withActivations(List.of(activations))),
        input instanceof Shape.Ids ? Shape.ids(5, 30) : input);
  }

  static List<ArchitectureSpace> tokens() {
    return List.of(
        tokens("vit", Shape.image(1, 8, 8), Activations.STATIC),
        tokens("vit", Shape.image(1, 8, 8), Activations.DYNAMIC),
        tokens("text-transformer", Shape.ids(6, 30), Activations.STATIC),
        tokens("text-transformer", Shape.ids(6, 30), Activations.DYNAMIC));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void kernelsOfTokensAreFoundAsExactlyAndTheirNetworksPredicted(ArchitectureSpace space) {
    BuildReport report =
        build(space, Map.of(LatencyTable.FAMILY, space.family().name()), new Additive());
    for (Kernel kernel : space.kernels()) {
      assertThat(report.table().kernels().getOrDefault(kernel.key(), NEVER).milliseconds())
          .as(kernel.key())
          .isCloseTo(cost(kernel), within(1e-9));
    }
    assertThat(report.predictor().within5()).isEqualTo(1);
    assertThat(report.predictor().tau()).isGreaterThan(0.98);
    LatencyTableFile.read(directory.resolve("table.csv")).predictor().requireFor(space);
  }

  @Test
  void whatWasKilledGoesOnAndTimesOnlyWhatIsMissing() throws IOException {
    Additive whole = new Additive();
    BuildReport expected = build(FACTS, whole);
    TableBuild.remove(directory.resolve("table.csv"));

    Additive first = new Additive();
    first.goodFor = 41;
    assertThatThrownBy(() -> build(FACTS, first)).hasMessage("killed");
    // as kill -9 may leave it
    Files.writeString(directory.resolve("table.csv"), "conv,8x8x8,8", StandardOpenOption.APPEND);
    Additive second = new Additive();
    second.goodFor = whole.asked.size() - 40 - 10;
    assertThatThrownBy(() -> build(FACTS, second)).hasMessage("killed");
    Additive third = new Additive();
    BuildReport report = build(FACTS, third);
    // the longer half of a probe was lost once
    assertThat(first.asked.size() + second.asked.size() + third.asked.size())
        .isBetween(whole.asked.size(), whole.asked.size() + 2);
    assertThat(report.table().kernels().keySet()).isEqualTo(expected.table().kernels().keySet());
    assertThat(report.predictor().worstError())
        .isCloseTo(expected.predictor().worstError(), within(1e-3));

    Additive again = new Additive();
    build(FACTS, again);
    assertThat(again.asked).isEmpty();
  }

  @Test
  void aTableOfAnotherMachineIsNotGoneOnWith() throws IOException {
    build(FACTS, new Additive());
    Path file = directory.resolve("table.csv");
    String before = Files.readString(file);
    Additive machine = new Additive();
    assertThatThrownBy(() -> build(facts("there"), machine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another fingerprint, 'here', this is 'there'");
    assertThat(machine.asked).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void whatIsUnstableIsTriedAgainAndLeftOutOfTheFitAtLast() {
    Additive noisy = new Additive();
    noisy.unstableEvery = 3;
    BuildReport report = build(FACTS, noisy);
    Additive quiet = new Additive();
    BuildReport better = build(FACTS, quiet);
    assertThat(report.unstableKernels()).isPositive();
    assertThat(report.learned() + report.predictor().networks() + report.unstableNetworks())
        .isEqualTo(36);
    // only what was unstable is timed anew
    assertThat(quiet.asked)
        .hasSizeBetween(1, 2 * report.unstableKernels() + report.unstableNetworks());
    assertThat(better.unstableKernels() + better.unstableNetworks()).isZero();
    assertThat(better.predictor().networks()).isEqualTo(20);
  }

  @Test
  void aSpaceWithTooFewNetworksIsRefused() {
    ArchitectureSpace few =
        new ArchitectureSpace(
            CANDIDATES.family(),
            new FamilyContext(
                Shape.image(1, 8, 8), 3, Map.of("width", List.of(8), "kernel", List.of(3))),
            CompressionSpace.none());
    assertThatThrownBy(
            () ->
                TableBuild.run(
                    few,
                    FACTS,
                    BuildSettings.into(directory.resolve("few.csv")),
                    new Additive(),
                    (done, all, what, timing) -> assertThat(done).isPositive()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 90 different networks, found 27");
    assertThat(directory).isEmptyDirectory();
  }
}
