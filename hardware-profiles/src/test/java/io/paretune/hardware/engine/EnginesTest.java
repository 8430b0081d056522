package io.paretune.hardware.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.OnnxFiles;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.hardware.spi.RuntimeProvider;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
  private static final Device CPU = new Device.Cpu();

  /** An engine that ONNX Runtime stands in for. */
  public static class Other implements RuntimeProvider {
    @Override
    public int api() {
      return API;
    }

    @Override
    public String name() {
      return "other";
    }

    @Override
    public ModelFormat format() {
      return ModelFormat.ONNX;
    }

    @Override
    public InferenceRuntime start(HardwareProfile profile) {
      return Engines.installed().start(profile.withDeployment(Deployment.ONNX));
    }
  }

  /** One that says itself what files answer. */
  public static final class Answering extends Other {
    @Override
    public BatchModel answering(Path model, InputSize example, Placement where) {
      throw new HardwareException("asked about " + model.getFileName() + " of " + example.text());
    }
  }

  /** One whose name is taken. */
  public static final class Taken extends Other {
    @Override
    public String name() {
      return "auto";
    }
  }

  /** One that was compiled against another version. */
  public static final class Later extends Other {
    @Override
    public int api() {
      return API + 1;
    }
  }

  private final Path directory;

  EnginesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Engines with(Class<?> provider) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve(RuntimeProvider.class.getName()), provider.getName());
    return Engines.load(new URLClassLoader(new URL[] {url()}, provider.getClassLoader()));
  }

  private URL url() throws MalformedURLException {
    return directory.toUri().toURL();
  }

  @Test
  void theSetUnderAutoIsOfThoseThatShip() throws IOException {
    Engines engines = with(Other.class);
    Deployment script = Deployment.torchScript(Precision.BFLOAT16);
    assertThat(engines.deployments("auto", CPU)).containsExactly(Deployment.ONNX, script);
    assertThat(engines.deployments("pytorch", CPU)).containsExactly(script);
    assertThat(engines.deployments("pytorch", new Device.Cuda(0)))
        .containsExactly(Deployment.torchScript(Precision.FLOAT16));
    assertThat(engines.providers().names()).containsExactly("onnxruntime", "pytorch", "other");
  }

  @Test
  void anEngineFromElsewhereIsOneOfThem() throws IOException {
    Engines engines = with(Other.class);
    Deployment other = new Deployment(new Engine("other"), ModelFormat.ONNX, Precision.FLOAT32);
    assertThat(engines.deployments("other", CPU)).isEqualTo(List.of(other));
    HardwareProfile profile = HardwareProfiles.named("cpu-1-thread").withDeployment(other);
    assertThat(engines.provider(profile).sharesProcess(CPU)).isFalse();
    assertThat(engines.start(profile).name()).isEqualTo("onnxruntime");
    assertThat(engines.machine(profile)).isEqualTo(engines.start(profile).machine());
    assertThatThrownBy(() -> engines.deployments("othr", CPU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "runtime must be one of [onnxruntime, pytorch, auto, other], got 'othr'; did you mean"
                + " 'other'?");
  }

  @Test
  void whatAFileAnswersIsFoundOutByWhatRunsIt() throws IOException {
    Path file = Files.write(directory.resolve("m.onnx"), OnnxFiles.affine("n", -1, 3));
    Deployment other = new Deployment(new Engine("other"), ModelFormat.ONNX, Precision.FLOAT32);
    InputSize three = InputSize.parse("3");
    try (BatchModel model = with(Other.class).answering(other, file, three, Placement.cpu(1))) {
      assertThat(model.logits(new float[][] {{0, 1, 2}})[0]).containsExactly(1, 3, 5);
    }
    Engines own = with(Answering.class);
    assertThatThrownBy(() -> own.answering(other, file, three, Placement.cpu(1)))
        .isInstanceOf(HardwareException.class)
        .hasMessage("asked about m.onnx of 3");
  }

  @Test
  void oneThatDoesNotFitIsRefusedInOneLine() {
    assertThatThrownBy(() -> with(Taken.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("runtime 'auto'")
        .hasMessageContaining("taken by Paretune itself")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> with(Later.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("version 1")
        .hasMessageNotContaining("\n");
  }
}
