package io.paretune.evaluators.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.runtime.ReferenceNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceNetworkTest {

  /** Both engines are compared with one network; a file that is missing is written to target/. */
  @Test
  void embeddedTorchScriptIsTheReferenceNetworkOfOnnxRuntime() throws IOException {
    ImportedModel reference = OnnxImport.read(ReferenceNetwork.bytes(ModelFormat.ONNX));
    byte[] script =
        TorchScriptExport.encode(reference.network(), reference.weights(), Precision.FLOAT32);
    Files.write(Path.of("target", "reference-network.pt"), script);
    assertThat(ReferenceNetwork.bytes(ModelFormat.TORCHSCRIPT)).isEqualTo(script);
  }
}
