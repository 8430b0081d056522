package io.paretune.results.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.results.store.database.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {

  /** SHA-256 of "abc", from FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void aFileLiesUnderTheHashOfItsContent(@TempDir Path directory) {
    ArtifactStore store = ArtifactStore.in(directory.resolve("artifacts"));
    ArtifactReference reference = store.put("abc".getBytes(UTF_8), ".onnx");
    assertThat(reference).isEqualTo(new ArtifactReference(ABC, 3, ".onnx"));
    assertThat(store.path(reference)).hasContent("abc").hasFileName(ABC + ".onnx");
    assertThat(store.path(ABC)).contains(store.path(reference));
    assertThat(store.verified(ABC)).isEqualTo(store.path(reference));
  }

  @Test
  void theSameContentIsKeptOnce(@TempDir Path directory) throws IOException {
    ArtifactStore store = ArtifactStore.in(directory.resolve("artifacts"));
    Path file = Files.writeString(directory.resolve("file"), "abc");
    assertThat(store.put(file, ".onnx")).isEqualTo(store.put("abc".getBytes(UTF_8), ".onnx"));
    try (var files = Files.walk(directory.resolve("artifacts"))) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
    assertThat(file).exists();
  }

  @Test
  void aCorruptFileIsNamed(@TempDir Path directory) throws IOException {
    ArtifactStore store = ArtifactStore.in(directory);
    Path file = store.path(store.put("abc".getBytes(UTF_8), ".onnx"));
    Files.writeString(file, "abd");
    assertThatThrownBy(() -> store.verified(ABC))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("corrupt");
  }

  @Test
  void whatIsAbsentIsNamed(@TempDir Path directory) {
    ArtifactStore store = ArtifactStore.in(directory);
    assertThat(store.path(ABC)).isEmpty();
    assertThatThrownBy(() -> store.verified(ABC)).hasMessageContaining("no artifact " + ABC);
    assertThatThrownBy(() -> store.put(directory.resolve("absent"), ".onnx"))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("absent");
    assertThatThrownBy(() -> store.path("../../etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.put(new byte[0], "/../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void garbageIsWhatNoTrialNeeds(@TempDir Path directory) throws IOException {
    ArtifactStore store = ArtifactStore.in(directory.resolve("artifacts"));
    assertThat(store.unreferenced(List.of())).isEmpty();
    ArtifactReference kept = store.put("abc".getBytes(UTF_8), ".onnx");
    ArtifactReference garbage = store.put("x".getBytes(UTF_8), ".onnx");
    Path unfinished =
        Files.createFile(directory.resolve("artifacts").resolve("unfinished-123.onnx"));
    Files.createFile(directory.resolve("artifacts").resolve("notes.txt"));
    assertThat(store.unreferenced(List.of(kept.hash())))
        .containsExactlyInAnyOrder(store.path(garbage), unfinished);
  }

  @Test
  void aFullDiskIsCalledSo() {
    IOException full = new IOException("No space left on device");
    assertThat(StoreException.reason(full)).isEqualTo("the disk is full; make room on it");
    assertThat(StoreException.reason(new AccessDeniedException("/there"))).contains("Denied");
  }
}
