package io.paretune.hardware.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceHistoryTest {
  private final Path file;

  ReferenceHistoryTest(@TempDir Path directory) {
    this.file = directory.resolve("reference.txt");
  }

  @Test
  void usualSpeedIsTheLowerQuartileOfTheLastAttempts() {
    ReferenceHistory history = ReferenceHistory.inMemory();
    assertThat(history.usualMs()).isEmpty();
    for (double median : new double[] {5, 1, 4, 2, 3}) {
      history.add(median);
    }
    assertThat(history.usualMs()).hasValue(2);
    for (int i = 0; i < 24; i++) {
      history.add(9);
    }
    assertThat(history.usualMs()).hasValue(9);
  }

  @Test
  void processesOfOneHostShareAFile() {
    ReferenceHistory.in(file).add(2);
    ReferenceHistory.in(file).add(4);
    assertThat(ReferenceHistory.in(file).usualMs()).hasValue(2.5);
  }

  @Test
  void damagedFileIsForgottenAndReplaced() throws IOException {
    for (String damaged : new String[] {"not a number", "-1", "NaN", "Infinity"}) {
      Files.writeString(file, damaged);
      ReferenceHistory history = ReferenceHistory.in(file);
      assertThat(history.usualMs()).isEmpty();
      history.add(3);
      assertThat(history.usualMs()).hasValue(3);
    }
  }
}
