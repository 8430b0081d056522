package io.paretune.experiments.command.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingLinesTest {

  /** A clock that is two seconds later at every look. */
  private static final class Steps extends Clock {
    private long second;

    @Override
    public Instant instant() {
      second += 2;
      return Instant.ofEpochSecond(second);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void aLineStandsForSeveralSeconds() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ReadingLines lines =
        new ReadingLines(new PrintStream(out, true, StandardCharsets.UTF_8), new Steps());
    lines.begins(List.of("data", "  two classes"));
    lines.waits("train");
    lines.waits("train");
    lines.read("few", 0, 30);
    lines.read("train", 0, 20_000);
    for (int done = 1; done <= 7; done++) {
      lines.read("train", 1000 * done, 20_000);
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "data",
            "  two classes",
            "reading train: another process does it, which is waited for",
            "reading train: 0 of 20,000 images",
            "reading train: 3,000 of 20,000 images",
            "reading train: 6,000 of 20,000 images");
  }
}
