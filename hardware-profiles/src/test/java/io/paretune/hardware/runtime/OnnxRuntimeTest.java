package io.paretune.hardware.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeTest implements InferenceRuntimeContract {
  private final Path directory;

  OnnxRuntimeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  public InferenceRuntime runtime() {
    return OnnxRuntime.create(new Device.Cpu());
  }

  @Override
  public byte[] affineWithOpenBatch() {
    return OnnxFiles.affine("batch", -1, 3);
  }

  @Override
  public String ending() {
    return ".onnx";
  }

  @Test
  void openBatchWithoutANameIsFilledToo() throws IOException {
    try (LoadedModel model =
        runtime().load(write(OnnxFiles.affine("", -1, 3)), profile().withBatch(5))) {
      assertThat(model.batch()).isEqualTo(5);
      assertThat(model.output()).hasSize(15);
    }
  }

  @Test
  void fixedBatchOtherThanTheProfilesIsRefused() throws IOException {
    Path file = write(OnnxFiles.affine("", 1, 3));
    assertThatThrownBy(() -> runtime().load(file, profile().withBatch(4)))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("fixed at batch 1, the profile asks for batch 4");
  }

  @Test
  void openSizeOtherThanTheBatchIsRefused() throws IOException {
    Path file = write(OnnxFiles.affine("side", 1, 3, -1));
    assertThatThrownBy(() -> runtime().load(file, profile()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("leaves more than the batch open");
  }

  @Test
  void modelOfWholeNumbersIsFedWithZerosAndOnes() throws IOException {
    Path file = write(OnnxFiles.wholeNumbers());
    try (LoadedModel model = runtime().load(file, profile())) {
      model.run();
      assertThat(model.outputs()).isNotNull();
    }
  }

  @Test
  void unknownOperatorIsRefusedWithItsName() throws IOException {
    Path file = write(OnnxFiles.unknownOperator());
    assertThatThrownBy(() -> runtime().load(file, profile()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("NoSuchOperator");
  }

  @Test
  void everyThreadCountGivesTheSameAnswer() throws IOException {
    Path file = write(OnnxFiles.convolutions(2, 8, 8));
    try (LoadedModel one = runtime().load(file, profile());
        LoadedModel all = runtime().load(file, HardwareProfiles.named("cpu-all-threads"))) {
      assertThat(one.output()).hasSize(8);
      for (int i = 0; i < 8; i++) {
        assertThat(all.output()[i])
            .isCloseTo(one.output()[i], org.assertj.core.data.Offset.offset(1e-4f));
      }
    }
  }

  @Test
  void deviceThatThisBuildCannotUseIsRefusedWithTheFix() {
    HardwareProfile cpu = profile();
    HardwareProfile cuda =
        HardwareProfile.of("gpu", Target.of(new Device.Cuda(0), Deployment.ONNX));
    assertThatThrownBy(() -> Engines.installed().start(cuda))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("cuda:0")
        .hasMessageContaining("use device: cpu");
    assertThat(Engines.installed().start(cpu).name()).isEqualTo("onnxruntime");
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("model.onnx"), bytes);
  }
}
