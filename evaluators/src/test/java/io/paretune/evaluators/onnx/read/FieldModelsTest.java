package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that strangers have published: what is written for them takes their place. */
class FieldModelsTest {

  @ParameterizedTest
  @CsvSource({
    "field/models/avafly_tiny_cnn.onnx, 0",
    "field/models/marabou_acasxu_1_1.onnx, 0",
    "field/models/mesonet.onnx, 0",
    "field/models/ppocr_cls.onnx, 48",
    "field/models/espdl_streaming.onnx, 0",
    "field/models/stm_yamnet_256.onnx, 0",
    "field/models/tract_keras_tf2.onnx, 0",
    "field/models/tract_linear_classifier.onnx, 0",
    "field/models/tribuo_skl_lr_mnist.onnx, 0",
    "field/small/r10_conv1d.onnx, 0",
    "field/models/tribuo_cnn_mnist.onnx, 0",
    "field/small/r30_transpose_hw.onnx, 0",
    "field/small/r21_sigmoid_one_output.onnx, 0",
    "data/models/mnist_cntk.onnx, 0",
    "data/models/resnet20_cifar10.onnx, 0",
  })
  void theFilesCallerRunsOn(String name, int openSize) throws IOException {
    String root = System.getProperty("paretune.data", "");
    Assumptions.assumeFalse(root.isEmpty(), "give -Dparetune.data=DIR to read published models");
    Path file = Path.of(root, name);
    byte[] original = Files.readAllBytes(file);

    ImportedModel read = OnnxImport.read(file, () -> Shape.image(3, openSize, openSize));
    byte[] copy =
        read.signature()
            .file()
            .sign(
                PlannedExport.encode(
                    read.network(), read.weights(), QuantisationPlan.none(), new float[0][], 1));

    SameCall.check(original, copy, 1, openSize, 1e-5);
    SameCall.check(original, copy, 3, openSize, 1e-5);
    if (openSize > 0) {
      SameCall.check(original, copy, 2, openSize + 16, 1e-5);
    }
    assertThat(read.notes()).noneMatch(note -> note.contains("left out"));
  }
}
