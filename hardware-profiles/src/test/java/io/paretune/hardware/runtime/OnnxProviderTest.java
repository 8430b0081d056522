package io.paretune.hardware.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Device;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OnnxProviderTest {
  private static final Device GPU = new Device.Cuda(0);

  private static OnnxProvider best(Set<OrtProvider> built, Set<OnnxProvider> installed) {
    return OnnxProvider.best(
        GPU,
        built,
        provider -> {
          if (!installed.contains(provider)) {
            throw new OrtException("libnvinfer.so.10:\n cannot open shared object file");
          }
        });
  }

  @Test
  void tensorRtIsTakenWhereItIsInstalledElseCuda() {
    Set<OrtProvider> all = EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA, OrtProvider.TENSOR_RT);
    assertThat(best(all, EnumSet.of(OnnxProvider.CUDA, OnnxProvider.TENSORRT)))
        .isEqualTo(OnnxProvider.TENSORRT);
    assertThat(best(all, EnumSet.of(OnnxProvider.CUDA))).isEqualTo(OnnxProvider.CUDA);
    assertThat(
            best(
                EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA),
                EnumSet.of(OnnxProvider.CUDA, OnnxProvider.TENSORRT)))
        .isEqualTo(OnnxProvider.CUDA);
  }

  @Test
  void aBuildOrAMachineWithoutCudaIsToldApartInOneLine() {
    assertThatThrownBy(() -> best(EnumSet.of(OrtProvider.CPU), EnumSet.noneOf(OnnxProvider.class)))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("cuda:0 needs the CUDA provider")
        .hasMessageContaining("-Pgpu");
    assertThatThrownBy(
            () ->
                best(
                    EnumSet.of(OrtProvider.CUDA, OrtProvider.TENSOR_RT),
                    EnumSet.noneOf(OnnxProvider.class)))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("cannot be used by ONNX Runtime")
        .hasMessageContaining("libnvinfer.so.10: cannot open")
        .message()
        .hasLineCount(1);
  }

  @Test
  void figuresOfDifferentProvidersHaveDifferentVersions() {
    assertThat(OnnxProvider.CPU.suffix()).isEmpty();
    assertThat(OnnxProvider.CUDA.suffix()).isNotEqualTo(OnnxProvider.TENSORRT.suffix());
  }
}
