package io.paretune.evaluators.latency.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.latency.ArchitectureSpace;
import io.paretune.evaluators.latency.RandomExamples;
import io.paretune.evaluators.latency.TimedFile;
import io.paretune.evaluators.latency.kernel.Decomposition;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.KernelPrecision;
import io.paretune.evaluators.network.Shape;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeTest {

  private static final Map<String, List<Object>> SQUEEZED =
      Map.of("width", List.of(8), "depth", List.of(1), "se-ratio", List.of(0, 0.25));

  private static final Map<String, List<Object>> TOKENS =
      Map.of(
          "width", List.of(8, 16),
          "depth", List.of(1),
          "heads", List.of(1, 2),
          "head-width", List.of(4),
          "ratio", List.of(2));

  private static ArchitectureSpace candidates(
      String family, Map<String, List<Object>> options, int bits) {
    return new ArchitectureSpace(
        Families.standard().named(family),
        new FamilyContext(Shape.image(1, 8, 8), 3, options),
        CompressionSpace.none().withBits(List.of(32, bits)));
  }

  /** Patches that fill the image and some that do not. */
  private static ArchitectureSpace patches(int bits) {
    ArchitectureSpace space = candidates("vit", TOKENS, bits);
    return new ArchitectureSpace(
        space.family(), space.context().with("patch", 3, 4), space.compression());
  }

  private static ArchitectureSpace texts(int bits) {
    return new ArchitectureSpace(
        Families.standard().named("text-transformer"),
        new FamilyContext(Shape.ids(6, 30), 3, TOKENS).with("pool", "class", "mean"),
        CompressionSpace.none().withBits(List.of(32, bits)));
  }

  private static ArchitectureSpace dynamic(ArchitectureSpace candidates) {
    CompressionSpace space = candidates.compression();
    return new ArchitectureSpace(
        candidates.family(),
        candidates.context(),
        space.with(space.quantisation().withActivations(List.of(Activations.DYNAMIC))));
  }

  /**
   * A search and its kernels, which take a while to find, and those of its first that no search
   * before has; of tokens, all but borders of images and vectors, whose rows of rectifiers end in
   * zeros.
   */
  private record Space(ArchitectureSpace candidates, List<Kernel> kernels, List<Kernel> fresh) {}

  private static final List<Space> SPACES = found();

  private static List<Space> found() {
    Set<Kernel> before = new HashSet<>();
    return candidates()
        .map(
            candidates -> {
              List<Kernel> kernels = candidates.kernels();
              Stream<Kernel> some =
                  candidates.context().options().containsKey("ratio")
                      ? kernels.stream().filter(ProbeTest::ofTokens)
                      : kernels.stream().limit(10);
              return new Space(candidates, kernels, some.filter(before::add).toList());
            })
        .toList();
  }

  private static boolean ofTokens(Kernel kernel) {
    return kernel.input() instanceof Shape.Ids
        || kernel.input() instanceof Shape.Sequence
        || kernel.output() instanceof Shape.Sequence;
  }

  static List<Space> spaces() {
    return SPACES;
  }

  private static Stream<ArchitectureSpace> candidates() {
    return Stream.of(
        candidates("resnet", Map.of("width", List.of(8), "depth", List.of(1, 2)), 8),
        candidates("mbconv", Map.of("width", List.of(8), "depth", List.of(1, 2)), 8),
        candidates(
            "mbconv",
            Map.of("width", List.of(8), "depth", List.of(1), "activation", List.of("hard-swish")),
            4),
        candidates("mbconv", SQUEEZED, 8),
        candidates("mbconv", SQUEEZED, 4),
        dynamic(candidates("mbconv", SQUEEZED, 8)),
        candidates("mlp", Map.of("width", List.of(8, 16), "depth", List.of(1, 2)), 16),
        candidates("nas-bench-201", Map.of("width", List.of(8)), 8),
        candidates("nas-bench-macro", Map.of("width", List.of(8)), 8),
        patches(8),
        dynamic(patches(8)),
        patches(4),
        texts(8),
        dynamic(texts(8)),
        texts(16));
  }

  private static Map<String, Integer> counts(TimedFile file) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Decomposition.Part part : Decomposition.of(file.network(), file.plan()).parts()) {
      counts.merge(part.kernel().key(), part.times(), Integer::sum);
    }
    return counts;
  }

  /** What the difference of the longer and the shorter probe must consist of, for each copy. */
  private static Map<String, Integer> wanted(Kernel kernel, Probe probe) {
    Map<String, Integer> wanted = new TreeMap<>();
    probe.beside().forEach(carrier -> wanted.merge(carrier.key(), 1, Integer::sum));
    if (kernel.isCrossedBack()) {
      wanted.merge(Kernel.border(true, kernel.input()).key(), 1, Integer::sum);
      wanted.merge(Kernel.border(false, kernel.input()).key(), 1, Integer::sum);
    } else {
      wanted.merge(kernel.key(), probe.kernels(), Integer::sum);
    }
    return wanted;
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void copiesDifferByTheKernelAndWhatIsTakenOff(Space space) {
    assertThat(space.kernels()).isNotEmpty();
    for (Kernel kernel : space.kernels()) {
      Probe probe = Probe.of(kernel);
      Map<String, Integer> difference = counts(probe.file(5));
      counts(probe.file(2)).forEach((key, count) -> difference.merge(key, -count, Integer::sum));
      difference.values().removeIf(count -> count == 0);
      assertThat(fusedSum(difference, kernel, probe))
          .as("%s", kernel.key())
          .isEqualTo(times(3, wanted(kernel, probe)));
    }
  }

  /** A sum that is fused into the copies makes them another kernel, which takes as long. */
  private static Map<String, Integer> fusedSum(
      Map<String, Integer> difference, Kernel kernel, Probe probe) {
    if (kernel.isConvolution()
        && !kernel.isBorder()
        && probe.beside().isEmpty()
        && !kernel.sumFused()
        && kernel.arithmetic() != KernelPrecision.INT8) {
      Integer fused = difference.remove(kernel.key().replaceFirst("^conv,", "conv-add,"));
      if (fused != null) {
        difference.put(kernel.key(), fused);
      }
    }
    return difference;
  }

  private static Map<String, Integer> times(int factor, Map<String, Integer> counts) {
    Map<String, Integer> multiplied = new TreeMap<>();
    counts.forEach((key, count) -> multiplied.put(key, factor * count));
    return multiplied;
  }

  private static float[] example(Shape input) {
    if (input instanceof Shape.Ids) {
      return RandomExamples.of(input, new Random(1));
    }
    float[] values = new float[input.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.25f + 0.5f * ((i * 7) % 11) / 11;
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void probesRunAndTheirValuesAreOfOrdinarySize(Space space) {
    for (Kernel kernel : space.fresh()) {
      Probe probe = Probe.of(kernel);
      TimedFile file = probe.file(probe.copies(true));
      float[] input = example(file.network().input());
      try (BatchModel model = BatchModel.onnx(file.content().get(), 1)) {
        double largest = 0;
        for (float value : model.logits(new float[][] {input})[0]) {
          assertThat(value).isFinite();
          largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).as("%s", kernel.key()).isBetween(1e-6, 1e9);
      }
    }
  }
}
