package io.paretune.hardware.runtime.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.profile.Threads;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.InferenceRuntimeContract;
import io.paretune.hardware.runtime.LoadedModel;
import io.paretune.hardware.runtime.OnnxFiles;
import io.paretune.hardware.runtime.TorchFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests' process is started with OMP_NUM_THREADS=1. */
class TorchRuntimeTest implements InferenceRuntimeContract {
  private final Path directory;

  TorchRuntimeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  public InferenceRuntime runtime() {
    return Engines.installed().start(profile());
  }

  @Override
  public HardwareProfile profile() {
    return HardwareProfiles.named("cpu-1-thread-pytorch");
  }

  @Override
  public byte[] affineWithOpenBatch() {
    return TorchFiles.affine("3");
  }

  @Override
  public String ending() {
    return ".pt";
  }

  @Test
  void versionIsKnownWithoutStartingTheEngineAndIsTheEnginesOwn() {
    assertThat(TorchEngine.version()).contains(runtime().version());
    assertThat(runtime().version())
        .startsWith(ai.djl.engine.Engine.getEngine("PyTorch").getVersion());
    assertThat(Engines.installed().machine(profile())).isEqualTo(runtime().machine());
  }

  @Test
  void bothEnginesRunTheSameReferenceNetwork() {
    HardwareProfile onnx = HardwareProfiles.named("cpu-1-thread");
    try (LoadedModel ours = runtime().loadReference(profile());
        LoadedModel other = Engines.installed().start(onnx).loadReference(onnx)) {
      assertThat(ours.inputShape()).isEqualTo(other.inputShape());
      float[] expected = other.output();
      float[] got = ours.output();
      assertThat(got).hasSameSizeAs(expected);
      for (int i = 0; i < got.length; i++) {
        assertThat(got[i]).isCloseTo(expected[i], within(1e-4f));
      }
    }
  }

  @Test
  void sizeOfTheInputIsTheProfilesThenTheFilesThenThatOfTheOnnxFileBeside() throws IOException {
    Path told = write("told.pt", TorchFiles.affine("3"));
    Path untold = write("untold.pt", TorchFiles.affine());
    assertThat(shape(told, profile())).containsExactly(1L, 3L);
    assertThat(shape(told, profile().withInput(InputSize.parse("2x5"))))
        .containsExactly(1L, 2L, 5L);
    assertThatThrownBy(() -> shape(untold, profile()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining(untold.toString())
        .hasMessageContaining("give it with --input");
    write("untold.onnx", OnnxFiles.affine("batch", -1, 7));
    assertThat(shape(untold, profile())).containsExactly(1L, 7L);
  }

  private List<Long> shape(Path file, HardwareProfile profile) {
    try (LoadedModel model = runtime().load(file, profile)) {
      return model.inputShape();
    }
  }

  @Test
  void filesOfTheOtherEngineAreRefusedByBothWithTheFix() throws IOException {
    Path onnx = write("m.pt", OnnxFiles.affine("batch", -1, 3));
    assertThatThrownBy(() -> runtime().load(onnx, profile()))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("no zip archive")
        .hasMessageContaining("runtime: onnxruntime");
    Path script = write("m.onnx", TorchFiles.affine("3"));
    HardwareProfile other = HardwareProfiles.named("cpu-1-thread");
    assertThatThrownBy(() -> Engines.installed().start(other).load(script, other))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("zip archive")
        .hasMessageContaining("runtime: pytorch");
  }

  @Test
  void archivesThatHoldNoProgramSayWhatTheyHold() throws IOException {
    assertRefused(TorchFiles.weightsAlone(), "holds weights without a program");
    assertRefused(TorchFiles.otherArchive(), "holds no TorchScript");
    assertRefused(TorchFiles.affine("three"), "it is damaged: input must be the lengths");
    assertRefused(TorchFiles.program("torch.no_such_operator(x)"), "no_such_operator");
  }

  @Test
  void outputsThatCannotBeMeasuredAreRefused() throws IOException {
    assertRefused(TorchFiles.program("torch.to(x, 6, False, False, None)[0]"), "batch of 1");
    assertRefused(TorchFiles.program("torch.to(x, 7)"), "only float32");
    assertRefused(
        TorchFiles.program("torch.matmul(x, x)"),
        "Expected size for first two dimensions of batch2 tensor");
  }

  private void assertRefused(byte[] file, String reason) throws IOException {
    Path path = write("refused.pt", file);
    assertThatThrownBy(() -> runtime().load(path, profile().withInput(InputSize.parse("3x4"))))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  @Test
  void anotherNumberOfThreadsThanTheProcessHasIsAnError() {
    HardwareProfile one = profile();
    HardwareProfile two = HardwareProfile.of("two", one.target().withThreads(Threads.of(2)));
    assertThatThrownBy(() -> Engines.installed().start(two))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("runs with 1 threads in this process, for good")
        .hasMessageContaining("OMP_NUM_THREADS=2");
    assertThat(TorchEngine.needsAnotherProcess(two)).isTrue();
    assertThat(TorchEngine.needsAnotherProcess(one)).isFalse();
    assertThat(TorchEngine.environment(2)).containsEntry("OMP_NUM_THREADS", "2");
  }

  @Test
  void whatABuildCannotDoIsSaidBeforeAnythingIsStarted() {
    Device gpu = new Device.Cuda(0);
    assertThat(TorchEngine.missing(gpu, natives("cpu")).orElseThrow())
        .contains("cuda:0 needs PyTorch's CUDA natives")
        .contains("-Pgpu")
        .contains("device: cpu");
    assertThat(TorchEngine.missing(gpu, natives("cu128"))).isEmpty();
    assertThat(TorchEngine.missing(new Device.Cpu(), natives("cu128"))).isEmpty();
    assertThat(TorchEngine.missing(new Device.Cpu(), new Properties()).orElseThrow())
        .contains("'pytorch' is not installed")
        .contains("runtime: onnxruntime");
  }

  /** No machine has a hundred. */
  @Test
  void aDeviceThatIsNotThereIsNamed() {
    TorchEngine.require(new Device.Cpu());
    assertThatThrownBy(() -> TorchEngine.require(new Device.Cuda(99)))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("cuda:99");
  }

  private static Properties natives(String flavor) {
    Properties natives = new Properties();
    natives.put("flavor", flavor);
    return natives;
  }

  /** Each run gives a new tensor of 4 MB: what is not freed shows after a few. */
  @Test
  void memoryStaysFlatOverManyRuns() throws IOException {
    Path file = write("large.pt", TorchFiles.affine("1024x1024"));
    try (LoadedModel model = runtime().load(file, profile())) {
      runs(model, 20);
      long before = nativeKilobytes();
      runs(model, 500);
      assertThat(nativeKilobytes() - before).isLessThan(200 << 10);
    }
  }

  @Test
  void modelsThatAreClosedGiveTheirMemoryBack() throws IOException {
    Path file = write("large.pt", TorchFiles.affine("1024x1024"));
    loads(file, 5);
    long before = nativeKilobytes();
    loads(file, 100);
    // each holds 4 MiB of input and as much of output; half of the inputs alone, since Java may yet
    // touch what its heap already counts
    assertThat(nativeKilobytes() - before).isLessThan(200 << 10);
  }

  private void loads(Path file, int count) {
    for (int i = 0; i < count; i++) {
      try (LoadedModel model = runtime().load(file, profile())) {
        model.run();
      }
    }
  }

  private static void runs(LoadedModel model, int count) {
    for (int i = 0; i < count; i++) {
      model.run();
    }
  }

  /** Without Java's heap, which grows by what all the tests in this process throw away. */
  private static long nativeKilobytes() throws IOException {
    Matcher line =
        Pattern.compile("VmRSS:\\s+(\\d+) kB")
            .matcher(Files.readString(Path.of("/proc/self/status")));
    assumeTrue(line.find(), "this system shows no VmRSS");
    return Long.parseLong(line.group(1)) - (Runtime.getRuntime().totalMemory() >> 10);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }
}
