package io.paretune.evaluators.onnx.graph.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.source.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayFilesTest {

  private static Path array(Path file, float value) throws IOException {
    byte[] header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(14 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length).put(header).putFloat(value);
    return Files.write(file, bytes.array());
  }

  private static double only(CallSource calls, int call) {
    return Objects.requireNonNull(calls.arrays(call, Map.of()).get("")).at(0);
  }

  @Test
  void filesAreReadWhenTheyAreAskedFor(@TempDir Path directory) throws IOException {
    Path one = array(directory.resolve("1.npy"), 1);
    Path two = Files.writeString(directory.resolve("2.npy"), "not yet there");
    CallSource calls = new ArrayFiles(List.of(one, two));

    assertThat(only(calls, 0)).isEqualTo(1);
    assertThatThrownBy(() -> calls.arrays(1, Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2.npy");
    array(two, 2);
    assertThat(only(calls, 1)).isEqualTo(2);
  }

  @Test
  void aFileThatIsAnotherOneMeanwhileIsTold(@TempDir Path directory) throws IOException {
    Path one = array(directory.resolve("1.npy"), 1);
    Path two = array(directory.resolve("2.npy"), 2);
    CallSource calls = new ArrayFiles(List.of(one, two));
    assertThat(only(calls, 0) + only(calls, 1)).isEqualTo(3);
    array(one, 5);
    Files.setLastModifiedTime(one, FileTime.fromMillis(12345));
    assertThatThrownBy(() -> calls.arrays(0, Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1.npy")
        .hasMessageContaining("changed meanwhile");
  }

  @Test
  void callsAreDividedAndSomeOfManyAreTaken(@TempDir Path directory) throws IOException {
    for (int i = 0; i < 9; i++) {
      array(directory.resolve(i + ".npy"), i);
    }
    NamedInputs some = NamedInputs.read(directory, Preprocessing.named("none"), 5);
    assertThat(some.size()).isEqualTo(5);
    assertThat(some.even().size()).isEqualTo(3);
    assertThat(some.odd().size()).isEqualTo(2);
    NamedInputs one = NamedInputs.read(directory.resolve("3.npy"), Preprocessing.named("none"), 5);
    assertThat(one.odd().size()).isEqualTo(1);
  }

  @Test
  void whatIsPackedIsBounded() throws IOException {
    Path file = Path.of("a.npz");
    byte[] five = new byte[5];
    assertThat(ArrayFiles.bounded(file, new ByteArrayInputStream(five), 5)).hasSize(5);
    assertThatThrownBy(() -> ArrayFiles.bounded(file, new ByteArrayInputStream(five), 4))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1024 MiB");
  }
}
