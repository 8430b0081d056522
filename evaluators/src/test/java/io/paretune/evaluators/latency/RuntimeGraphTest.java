package io.paretune.evaluators.latency;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.latency.kernel.Decomposition;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.network.Shape;
import io.paretune.search.space.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kernels are what ONNX Runtime executes: its optimised graphs, written to files, are counted. Only
 * on x86 has it values in blocks of channels.
 */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
class RuntimeGraphTest {

  /** What of the runtime's operators is a kernel, and which; changes of the order aside. */
  private static final Map<String, String> KERNELS =
      Map.ofEntries(
          Map.entry("QLinearConv", "conv int8"),
          Map.entry("Conv", "conv float32"),
          Map.entry("QLinearAdd", "add int8"),
          Map.entry("Add", "add float32"),
          Map.entry("QGemm", "linear int8"),
          Map.entry("Gemm", "linear float32"),
          Map.entry("FusedGemm", "linear float32"),
          Map.entry("QLinearGlobalAveragePool", "global-average-pool int8"),
          Map.entry("GlobalAveragePool", "global-average-pool float32"),
          Map.entry("QLinearMul", "gate int8"),
          Map.entry("Mul", "gate float32"));

  /** The same for networks of tokens. */
  private static final Map<String, String> TOKENS =
      Map.ofEntries(
          Map.entry("QLinearConv", "conv int8"),
          Map.entry("Conv", "conv float32"),
          Map.entry("Add", "add float32"),
          Map.entry("QGemm", "linear int8"),
          Map.entry("Gemm", "linear float32"),
          Map.entry("MatMulIntegerToFloat", "linear int8-dynamic"),
          Map.entry("DynamicQuantizeMatMul", "linear int8-dynamic"),
          Map.entry("LayerNormalization", "layer-norm float32"),
          Map.entry("SkipLayerNormalization", "add-norm float32"),
          Map.entry("Gelu", "gelu float32"),
          Map.entry("Softmax", "attention float32"),
          Map.entry("ReduceMean", "token-mean float32"),
          Map.entry("QuantizeLinear", "quantise int8"));

  @TempDir private Path directory = Path.of("");

  private Map<String, Integer> executed(byte[] content, Map<String, String> kernels)
      throws OrtException, IOException {
    Path optimised = directory.resolve("optimised.onnx");
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = new SessionOptions()) {
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setSymbolicDimensionValue("batch", 1);
      options.setOptimizedModelFilePath(optimised.toString());
      environment.createSession(content, options).close();
    }
    Map<String, Integer> counts = new TreeMap<>();
    for (NodeProto node :
        ModelProto.parseFrom(Files.readAllBytes(optimised)).getGraph().getNodeList()) {
      Optional.ofNullable(kernels.get(node.getOpType()))
          .ifPresent(kernel -> counts.merge(kernel, 1, Integer::sum));
    }
    return counts;
  }

  private static Map<String, Integer> split(
      ArchitectureSpace candidates, Assignment point, Map<String, String> kernels) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Decomposition.Part part : candidates.parts(point)) {
      Kernel kernel = part.kernel();
      String operator =
          kernel
              .operator()
              .replace("conv-add", "conv")
              .replace("positions", "add")
              .replaceFirst("^(reordered|masked)-", "");
      String name = operator + " " + kernel.arithmetic().label();
      if (kernels.containsValue(name)) {
        counts.merge(name, part.times(), Integer::sum);
      }
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet", "mbconv", "mlp", "nas-bench-macro"})
  void networksAreSplitAsTheRuntimeFusesThem(String family) throws Exception {
    ArchitectureSpace candidates =
        new ArchitectureSpace(
            Families.standard().named(family),
            FamilyContext.of(Shape.image(1, 28, 28), 10),
            CompressionSpace.defaults());
    everyNetworkIsSplitAsItRuns(candidates, KERNELS);
  }

  @Test
  void squeezeAndExcitationIsSplitAsTheRuntimeFusesIt() throws Exception {
    FamilyContext context =
        FamilyContext.of(Shape.image(3, 16, 16), 10).with("stages", 2).with("se-ratio", 0, 0.25);
    everyNetworkIsSplitAsItRuns(
        new ArchitectureSpace(
            Families.standard().named("mbconv"), context, CompressionSpace.defaults()),
        KERNELS);
  }

  @ParameterizedTest
  @EnumSource(Activations.class)
  void tokensAreSplitAsTheRuntimeFusesThem(Activations activations) throws Exception {
    FamilyContext context = FamilyContext.of(Shape.image(1, 14, 14), 10).with("patch", 4, 7);
    everyNetworkIsSplitAsItRuns(tokens("vit", context, activations), tokens(activations));
  }

  /** A text's file sums for its length and to hide padding, too, and takes a mean by a product. */
  @ParameterizedTest
  @EnumSource(Activations.class)
  void textsAreSplitAsTheRuntimeFusesThem(Activations activations) throws Exception {
    FamilyContext context = FamilyContext.of(Shape.ids(8, 50), 10).with("pool", "class", "mean");
    Map<String, String> kernels = tokens(activations);
    kernels.keySet().removeAll(List.of("Add", "ReduceMean"));
    everyNetworkIsSplitAsItRuns(tokens("text-transformer", context, activations), kernels);
  }

  /** A convolution that quantises its input while running adds its bias by itself. */
  private static Map<String, String> tokens(Activations activations) {
    Map<String, String> kernels = new TreeMap<>(TOKENS);
    if (activations == Activations.DYNAMIC) {
      kernels.remove("Add");
    }
    return kernels;
  }

  private static ArchitectureSpace tokens(
      String family, FamilyContext context, Activations activations) {
    CompressionSpace space = CompressionSpace.defaults();
    return new ArchitectureSpace(
        Families.standard().named(family),
        context,
        space.with(space.quantisation().withActivations(List.of(activations))));
  }

  private void everyNetworkIsSplitAsItRuns(
      ArchitectureSpace candidates, Map<String, String> kernels) throws Exception {
    for (Assignment point : candidates.sample(12, "graphs")) {
      assertThat(split(candidates, point, kernels))
          .as("%s", point)
          .isEqualTo(executed(candidates.file(point).content().get(), kernels));
    }
  }
}
