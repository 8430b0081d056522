package io.paretune.hardware.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksetPinningTest {
  private final Path root;
  private final List<List<String>> commands = new ArrayList<>();

  TasksetPinningTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void listsOfCoresAreReadAsLinuxWritesThem() {
    assertThat(CoreList.parse("0-2,5, 8-8\n")).containsExactly(0, 1, 2, 5, 8);
    assertThatThrownBy(() -> CoreList.parse("3-1")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void lastCoreComesFirstAndPhysicalCoresAreNotSharedWhileThereAreOthers() {
    // cores 0 and 4, 1 and 5, ... are the two threads of one physical core
    List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(CoreList.choose(all, core -> List.of(core % 4, core % 4 + 4), 1)).containsExactly(7);
    assertThat(CoreList.choose(all, core -> List.of(core % 4, core % 4 + 4), 5))
        .containsExactly(7, 6, 5, 4, 3);
    assertThat(
            CoreList.choose(
                List.of(0, 1, 2, 3), core -> List.of(core / 2 * 2, core / 2 * 2 + 1), 3))
        .containsExactly(3, 1, 2);
    assertThat(CoreList.choose(List.of(1), List::of, 2)).isEmpty();
  }

  @Test
  void threadIsBoundForAWhileAndThenFree() {
    machine("0-3");
    Pinned bound = pinning(1, words -> bind(words)).pin();
    assertThat(bound.words()).isEqualTo("core 3");
    bound.close();
    assertThat(commands)
        .containsExactly(
            List.of("taskset", "-cp", "3", "77"), List.of("taskset", "-cp", "0-3", "77"));
  }

  @Test
  void allCoresOfSeveralThreadsAreNamed() {
    machine("0-1");
    assertThat(pinning(2, words -> bind(words)).pin().words()).isEqualTo("cores 1,0");
  }

  @Test
  void whatCannotBeDoneIsSaidAndNothingFails() {
    machine("0-1");
    assertThat(pinning(1, words -> Optional.of("there is no taskset")).pin().words())
        .isEqualTo("none: there is no taskset");
    assertThat(pinning(1, words -> Optional.empty()).pin().words())
        .isEqualTo("none: taskset had no effect");
    assertThat(pinning(3, words -> bind(words)).pin().words())
        .isEqualTo("none: this process may not use 3 cores");
    assertThat(
            new TasksetPinning(
                    1, new MachineCores(root.resolve("none")), Optional::empty, this::bind)
                .pin()
                .words())
        .isEqualTo("none: this system does not show its threads");
  }

  @Test
  void thisThreadIsFreeAgainWhateverThisMachineAllows() {
    MachineCores machine = MachineCores.ofThisMachine();
    Optional<String> before = machine.allowed("proc/thread-self/status");
    try (Pinned bound = CorePinning.of(HardwareProfiles.named("cpu-1-thread")).pin()) {
      assertThat(bound.words()).matches("core \\d+|none: .+");
    }
    assertThat(machine.allowed("proc/thread-self/status")).isEqualTo(before);
  }

  private TasksetPinning pinning(int threads, TasksetPinning.Command command) {
    return new TasksetPinning(threads, new MachineCores(root), () -> Optional.of("77"), command);
  }

  /** What taskset does, as far as the files show. */
  private Optional<String> bind(List<String> words) {
    commands.add(words);
    write("proc/thread-self/status", "Name:\tjava\nCpus_allowed_list:\t" + words.get(2) + "\n");
    return Optional.empty();
  }

  private void machine(String allowed) {
    write("proc/self/status", "Name:\tjava\nCpus_allowed_list:\t" + allowed + "\n");
    write("proc/thread-self/status", "Name:\tjava\nCpus_allowed_list:\t" + allowed + "\n");
  }

  private void write(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
