package io.paretune.evaluators.trial.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.batch.Placement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExporterTest {
  private static final HardwareProfile TORCH = HardwareProfiles.named("cpu-1-thread-pytorch");
  private static final HardwareProfile OPEN = HardwareProfiles.named("cpu-1-thread-auto");
  private static final QuantisationPlan HALF = QuantisationPlan.none().withBits(Map.of("body", 16));

  private final Network network =
      Network.of(
          Shape.vector(4),
          List.of(
              new Node("one", new Layer.Linear(4, 3, true), List.of(Network.INPUT), "body"),
              new Node("two", new Layer.Linear(3, 2, true), List.of("one"), "head")));

  private static Exporter exporter(HardwareProfile profile) {
    return Exporter.of(profile.deployment());
  }

  private String code(HardwareProfile profile) {
    WeightedNetwork trained = new WeightedNetwork(network, Initialisation.kaiming(network, 1));
    byte[] file =
        exporter(profile).encode(trained, HALF, new float[0][], Placement.cpu(1), StepGate.open());
    // entries of such an archive are not compressed
    return new String(file, StandardCharsets.ISO_8859_1);
  }

  private static QuantisationSpace bits(Integer... widths) {
    return QuantisationSpace.none().withBits(List.of(widths));
  }

  @Test
  void sixteenBitsAreBfloat16OnAProcessorAndBinary16OnAGpu() {
    assertThat(code(TORCH)).contains("BFloat16Storage", "FloatStorage").doesNotContain("Half");
    HardwareProfile gpu = HardwareProfiles.named("cuda-0-pytorch");
    assertThat(code(gpu)).contains("HalfStorage").doesNotContain("BFloat16");
    assertThat(TORCH.deployment()).isEqualTo(Deployment.torchScript(Precision.BFLOAT16));
    assertThat(HardwareProfiles.named("cpu-1-thread").deployment()).isEqualTo(Deployment.ONNX);
  }

  @Test
  void widthsWithoutKernelsAreToldByTheMachine() {
    Exporter torch = exporter(TORCH);
    assertThat(torch.kernels(network, HALF, machine("avx2 avx512_bf16"))).isEmpty();
    assertThat(torch.kernels(network, HALF, machine("avx2")))
        .containsExactly("computed in bfloat16 without instructions for it: body");
    assertThat(torch.kernels(network, QuantisationPlan.none(), machine("avx2"))).isEmpty();
    assertThat(
            exporter(HardwareProfiles.named("cpu-1-thread"))
                .kernels(network, HALF, machine("avx512_bf16")))
        .containsExactly("stored in 16 bits, computed in 32 for want of kernels: body");
  }

  @Test
  void whereTheRuntimeIsOpenBothAreCandidatesForWhatTheyHaveKernelsFor() {
    List<Deployment> both = OPEN.deployments();
    assertThat(both)
        .extracting(Deployment::format)
        .containsExactly(ModelFormat.ONNX, ModelFormat.TORCHSCRIPT);
    QuantisationPlan eight = QuantisationPlan.none().withBits(Map.of("head", 8));
    assertThat(both)
        .extracting(d -> Exporter.of(d).holds(network, HALF))
        .containsExactly(true, true);
    assertThat(both)
        .extracting(d -> Exporter.of(d).holds(network, eight))
        .containsExactly(true, false);
  }

  @Test
  void whatHasNoFileIsRefusedWithTheFix() {
    assertThatCode(() -> Exporter.require(TORCH, bits(32, 16))).doesNotThrowAnyException();
    assertThatCode(
            () -> Exporter.require(HardwareProfiles.named("cpu-1-thread"), bits(32, 16, 8, 4)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Exporter.require(TORCH, bits(32, 8, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got bits [8, 4]; write bits: [32, 16]");
    assertThatCode(() -> Exporter.require(OPEN, bits(32, 16, 8, 4))).doesNotThrowAnyException();
  }

  private static Fingerprint machine(String sets) {
    return new Fingerprint(
        new Fingerprint.Processor("M", List.of(sets.split(" ", -1)), 8, 4, "powersave"),
        new Fingerprint.HostSystem("1", "6", 10),
        new Fingerprint.EngineVersion("pytorch", "2"),
        Optional.empty());
  }
}
