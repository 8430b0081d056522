package io.paretune.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.results.store.database.StoreHeldException;
import io.paretune.search.trial.Trial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, really killed (SIGKILL), in the middle of a stream of commits. */
class KillTest {

  private static final int ENOUGH = 300;

  @Test
  void nothingThatWasAcknowledgedIsLostWhenTheWriterIsKilled(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path file = directory.resolve("study");
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long acknowledged = -1;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      Optional<String> line = Optional.ofNullable(lines.readLine());
      while (line.isPresent() && acknowledged < ENOUGH) {
        acknowledged = Long.parseLong(line.get());
        line = Optional.ofNullable(lines.readLine());
      }
      assertThat(acknowledged).isEqualTo(ENOUGH);
      checkWhileItRuns(file, writer.pid());
      // by its handle: the process's own method would close the stream that is still to be read
      writer.toHandle().destroyForcibly();
      while (line.isPresent()) { // what it said before it died
        acknowledged = Long.parseLong(line.get());
        line = Optional.ofNullable(lines.readLine());
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    try (H2TrialStore store = H2TrialStore.open(file)) {
      List<Trial> trials = store.find("killed").orElseThrow().trials();
      // one more may be there: kept, and killed before it could say so
      assertThat((long) trials.size()).isBetween(acknowledged + 1, acknowledged + 2);
      for (Trial trial : trials) {
        assertThat(trial.assignment().whole("depth")).isEqualTo(trial.number());
        assertThat(trial.assignment().real("rate")).isEqualTo(1.0 / (trial.number() + 1));
      }
    }
  }

  private static void checkWhileItRuns(Path file, long pid) {
    assertThatThrownBy(() -> H2TrialStore.open(file))
        .isInstanceOfSatisfying(
            StoreHeldException.class, held -> assertThat(held.holder()).hasValue(pid))
        .hasMessageContaining("is being written by process " + pid);
    int before = 0;
    for (int i = 0; i < 5; i++) {
      try (H2TrialStore reader = H2TrialStore.openReadOnly(file)) {
        int now = reader.find("killed").orElseThrow().trials().size();
        assertThat(now).isGreaterThan(ENOUGH).isGreaterThanOrEqualTo(before);
        before = now;
      }
    }
  }
}
