package io.paretune.tests.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LongStudyTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path directory;

  private void fits(int trials, String heap, int minutes) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LongStudy.class.getName(),
                directory.resolve("study").toString(),
                Integer.toString(trials))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(minutes, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(printed).isEqualTo(Integer.toString(trials));
  }

  @Test
  void twoThousandTrialsOfThirtyNumbersFitInSixtyFourMegabytes() throws Exception {
    fits(2000, "-Xmx64m", 5);
  }

  @Test
  @Tag("slow")
  void aHundredThousandFitInOneGigabyte() throws Exception {
    fits(100_000, "-Xmx1g", 60);
  }
}
