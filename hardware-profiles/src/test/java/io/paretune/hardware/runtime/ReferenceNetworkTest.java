package io.paretune.hardware.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ReferenceNetworkTest {
  @Test
  void embeddedReferenceNetworkIsExactlyTheOneThatItsGeneratorWrites() throws IOException {
    try (InputStream in = OnnxRuntime.class.getResourceAsStream("reference-network.onnx")) {
      assertThat(in).isNotNull();
      byte[] embedded = in.readAllBytes();
      assertThat(embedded).isEqualTo(OnnxFiles.reference());
      assertThat(embedded).hasSizeLessThan(200_000);
    }
  }
}
