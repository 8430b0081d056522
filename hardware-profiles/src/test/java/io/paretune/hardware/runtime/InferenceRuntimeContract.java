package io.paretune.hardware.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link InferenceRuntime} must do; a runtime's own test implements the three methods.
 */
public interface InferenceRuntimeContract {

  InferenceRuntime runtime();

  /** A file of y = 2 x + 1 for x of shape (batch, 3), the batch left open. */
  byte[] affineWithOpenBatch();

  /** The file name's ending, with the dot. */
  String ending();

  default HardwareProfile profile() {
    return HardwareProfiles.named("cpu-1-thread");
  }

  default LoadedModel load(Path directory, int batch) throws IOException {
    Path file = Files.write(directory.resolve("affine" + ending()), affineWithOpenBatch());
    return runtime().load(file, profile().withBatch(batch));
  }

  @Test
  default void runtimeSaysWhoItIs() {
    assertThat(runtime().name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(runtime().version()).isNotEmpty();
  }

  @Test
  default void openBatchBecomesTheProfiles(@TempDir Path directory) throws IOException {
    try (LoadedModel model = load(directory, 2)) {
      assertThat(model.inputShape()).containsExactly(2L, 3L);
      assertThat(model.batch()).isEqualTo(2);
    }
  }

  @Test
  default void computesWhatTheFileSays(@TempDir Path directory) throws IOException {
    try (LoadedModel model = load(directory, 2)) {
      model.setInput(new float[] {0, 1, 2, 3, -1, .5f});
      model.run();
      assertThat(model.output()).containsExactly(1, 3, 5, 7, -1, 2);
      assertThat(model.outputs()).hasSize(1);
    }
  }

  @Test
  default void outputFollowsANewInputEvenWithoutARun(@TempDir Path directory) throws IOException {
    try (LoadedModel model = load(directory, 1)) {
      model.setInput(new float[] {0, 0, 0});
      assertThat(model.output()).containsExactly(1, 1, 1);
      model.setInput(new float[] {1, 1, 1});
      assertThat(model.output()).containsExactly(3, 3, 3);
    }
  }

  @Test
  default void inputIsDefinedBeforeItIsSet(@TempDir Path directory) throws IOException {
    try (LoadedModel first = load(directory, 1);
        LoadedModel second = load(directory, 1)) {
      assertThat(first.output()).isEqualTo(second.output());
      for (float value : first.output()) {
        assertThat(value).isBetween(1f, 3f);
      }
    }
  }

  @Test
  default void inputOfAnotherLengthIsRefused(@TempDir Path directory) throws IOException {
    try (LoadedModel model = load(directory, 2)) {
      assertThatThrownBy(() -> model.setInput(new float[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("6 values, got 3");
    }
  }

  @Test
  default void closedModelIsNotRunAndMayBeClosedAgain(@TempDir Path directory) throws IOException {
    LoadedModel model = load(directory, 1);
    model.close();
    model.close();
    assertThatThrownBy(model::run).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void damagedFileIsRefusedInOneLineWithItsName(@TempDir Path directory)
      throws IOException {
    byte[] good = affineWithOpenBatch();
    for (byte[] bytes :
        List.of(
            new byte[0],
            "this is no network".getBytes(StandardCharsets.UTF_8),
            java.util.Arrays.copyOf(good, good.length / 2))) {
      Path file = Files.write(directory.resolve("damaged" + ending()), bytes);
      assertThatThrownBy(() -> runtime().load(file, profile()))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining(file.toString())
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  default void missingFileAndDirectoryAreRefused(@TempDir Path directory) {
    for (Path path : List.of(directory, directory.resolve("none"))) {
      assertThatThrownBy(() -> runtime().load(path, profile()))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining("not a readable file");
    }
  }

  @Test
  default void referenceNetworkRunsAtBatchOneWhateverTheProfilesBatch() {
    try (LoadedModel reference = runtime().loadReference(profile().withBatch(8))) {
      assertThat(reference.batch()).isEqualTo(1);
      reference.run();
      float sum = 0;
      for (float value : reference.output()) {
        sum += value;
      }
      assertThat(sum).isFinite().isPositive();
    }
  }
}
