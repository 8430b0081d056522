package io.paretune.hardware.profile.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.profile.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareProfilesTest {
  private static final String GOOD =
      """
      name: my-board
      description: Two threads of my board.
      device: cpu
      runtime: onnxruntime
      threads: 2
      batch: 4
      protocol:
        time-budget-ms: 300
        attempts: 2
      """;

  private final Path directory;

  HardwareProfilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void everyEmbeddedProfileCanBeReadAndBearsItsName() {
    assertThat(HardwareProfiles.names())
        .containsExactly(
            "cpu-1-thread",
            "cpu-1-thread-auto",
            "cpu-1-thread-pytorch",
            "cpu-all-threads",
            "cuda-0",
            "cuda-0-pytorch");
    for (String name : HardwareProfiles.names()) {
      HardwareProfile profile = HardwareProfiles.named(name);
      assertThat(profile.name()).isEqualTo(name);
      assertThat(profile.description()).isNotEmpty();
      assertThat(profile.protocol()).isEqualTo(Protocol.defaults());
    }
    assertThat(HardwareProfiles.named("cpu-1-thread").threadCount()).isEqualTo(1);
    assertThat(HardwareProfiles.named("cpu-all-threads").threadCount())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void unknownNameIsAnsweredWithTheNearestAndTheList() {
    assertThatThrownBy(() -> HardwareProfiles.named("cpu-1-tread"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no profile is called 'cpu-1-tread'; did you mean 'cpu-1-thread'?"
                + "; there are: cpu-1-thread, cpu-1-thread-auto, cpu-1-thread-pytorch,"
                + " cpu-all-threads, cuda-0, cuda-0-pytorch");
  }

  @Test
  void usersProfileIsReadWithDefaultsForWhatItLeavesOut() throws IOException {
    HardwareProfile profile = HardwareProfiles.read(file(GOOD), 2);
    assertThat(profile.name()).isEqualTo("my-board");
    assertThat(profile.device()).isEqualTo(new Device.Cpu());
    assertThat(profile.threads()).isEqualTo(Threads.of(2));
    assertThat(profile.batch()).isEqualTo(4);
    assertThat(profile.protocol())
        .isEqualTo(Protocol.defaults().withTimeBudget(Duration.ofMillis(300)).withAttempts(2));
  }

  /** Agents of earlier versions read it, and a measuring process keeps its meter by it. */
  @Test
  void aWrittenProfileIsWhatItWasBeforeItsRecordsWereSmall() {
    assertThat(HardwareProfiles.write(HardwareProfiles.named("cpu-1-thread-auto")))
        .matches(
            Pattern.compile(
                """
                name: cpu-1-thread-auto
                description: "[^"]*"
                device: cpu
                runtime: auto
                threads: 1
                batch: 1
                pin: auto
                protocol:
                  warm-up-minimum: 20
                  warm-up-maximum: 1000
                  target-half-width: 0\\.02
                  minimum-repeats: 60
                  maximum-repeats: 5000
                  time-budget-ms: 1000
                  maximum-drift: 0\\.05
                  maximum-foreign-load: 0\\.1
                  attempts: 4
                  back-off-ms: 250
                """));
  }

  @Test
  void aProfileListsTheRuntimesThatCompete() throws IOException {
    HardwareProfile auto = HardwareProfiles.named("cpu-1-thread-auto");
    assertThat(auto.toMap()).containsEntry("runtime", "auto");
    String listed = GOOD.replace("runtime: onnxruntime", "runtime: [onnxruntime, pytorch]");
    HardwareProfile both = HardwareProfiles.read(file(listed), 2);
    assertThat(both.deployments()).isEqualTo(auto.deployments());
    String reversed = GOOD.replace("runtime: onnxruntime", "runtime: [pytorch, onnxruntime]");
    HardwareProfile other = HardwareProfiles.read(file(reversed), 2);
    assertThat(other.toMap()).containsEntry("runtime", "[pytorch, onnxruntime]");
    assertThat(HardwareProfiles.parse("text", HardwareProfiles.write(other)).deployments())
        .isEqualTo(other.deployments())
        .isNotEqualTo(auto.deployments());
    assertThatThrownBy(() -> other.deployment())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leaves the runtime open");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threads: 2       | thread: 2           | :5:1: unknown key 'thread' in a profile; did you"
            + " mean 'threads'?",
        "threads: 2       | threads: 3          | :5:10: threads must be at most the 2 that this"
            + " machine offers, got 3",
        "threads: 2       | threads: 0          | :5:10: threads >= 1 must hold, got 0",
        "threads: 2       | threads: many       | :5:10: threads must be a whole number from 1 up,"
            + " or all, got 'many'",
        "threads: 2       | threads: [2]        | :5:10: 'threads' must be a single value, got a"
            + " list",
        "device: cpu      | device: gpu         | :3:9: device must be cpu or cuda:N, got 'gpu'",
        "batch: 4         | input: 3x           | :6:8: input must be the lengths of one example"
            + " without the batch, like 3x32x32, or inputs with theirs, like ids=1x128,mask=1x128,"
            + " got '3x'",
        "batch: 4         | input: 3x0          | :6:8: an input has 1 to 8 lengths of at least 1,"
            + " got [3, 0]",
        "batch: 4         | input: 99999x99999  | :6:8: an input has at most 536870911 values",
        "onnxruntime      | tensorflow          | :4:10: runtime must be one of [onnxruntime,"
            + " pytorch, auto], got 'tensorflow'",
        "onnxruntime      | onnxruntim          | :4:10: runtime must be one of [onnxruntime,"
            + " pytorch, auto], got 'onnxruntim'; did you mean 'onnxruntime'?",
        "onnxruntime      | '[pytorch, pytorch]' | :4:20: 'runtime' lists 'pytorch' twice",
        "onnxruntime      | '[pytorch, torch]' | :4:20: 'runtime' may list onnxruntime, pytorch,"
            + " got 'torch'",
        "batch: 4         | batch: 0            | :6:8: 'batch' must be at least 1, got 0",
        "batch: 4         | batch: four         | :6:8: 'batch' must be a whole number, got 'four'",
        "device: cpu      | batch: 1            | :6:1: key 'batch' is given twice",
        "name: my-board   | batch: 4            | key 'batch' is given twice",
        "my-board         | My Board            | :1:1: name must be lower-case words joined by"
            + " hyphens, got 'My Board'",
        "attempts: 2      | atempts: 2          | :9:3: unknown key 'atempts' in 'protocol'; did"
            + " you mean 'attempts'?",
        "attempts: 2      | attempts: 0         | :8:3: 1 <= attempts <= 100 must hold, got 0",
        "attempts: 2      | maximum-drift: NaN  | :9:18: 'maximum-drift' must be a number, got"
            + " 'NaN'",
        "time-budget-ms: 300 | time-budget-ms: 1e9 | :8:19: 'time-budget-ms' must be a whole"
            + " number, got '1e9'",
        "device: cpu      | 'device: [cpu'      | not valid YAML",
      })
  void wrongProfileIsRefusedWithPlaceAndReason(String from, String to, String message)
      throws IOException {
    Path file = file(GOOD.replace(from, to));
    assertThatThrownBy(() -> HardwareProfiles.read(file, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'',the file is empty",
    "'- a',a profile must be keys and values",
    "'name: x',key 'device' is missing"
  })
  void fileThatIsNoProfileIsRefused(String text, String message) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> HardwareProfiles.read(file, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void binaryAndMissingFilesAreRefusedInOneLine() throws IOException {
    Path binary =
        Files.write(directory.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> HardwareProfiles.read(binary, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> HardwareProfiles.read(directory.resolve("none.yaml"), 2))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void aBombOfAliasesIsRefused() throws IOException {
    Path file = file("name: &a [x, x]\ndescription: [*a, *a]\ndevice: cpu\n");
    assertThatThrownBy(() -> HardwareProfiles.read(file, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void devicesAreReadAndWritten() {
    assertThat(Device.parse("cuda:3")).isEqualTo(new Device.Cuda(3));
    assertThat(Device.parse("cuda:3").text()).isEqualTo("cuda:3");
    assertThat(Device.parse("cpu").text()).isEqualTo("cpu");
    assertThatThrownBy(() -> Device.parse("cuda")).isInstanceOf(IllegalArgumentException.class);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("profile.yaml"), text);
  }
}
