package io.paretune.experiments.command.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void longLinesBreakBetweenWords() {
    assertThat(Terminal.wrapped("one two three four", 9)).isEqualTo("one two\n    three\n    four");
    assertThat(Terminal.wrapped("short", 9)).isEqualTo("short");
    assertThat(Terminal.wrapped("a-word-without-an-end and more", 9))
        .isEqualTo("a-word-without-an-end and more");
    assertThat(Terminal.wrapped("  shape 1x8x8", 9)).isEqualTo("  shape\n    1x8x8");
  }

  @Test
  void whatIsNoTerminalGetsLinesWhole() {
    String line = "x ".repeat(500);
    assertThat(Terminal.wrapped(line, false)).isEqualTo(line);
    assertThat(Terminal.wrapped(line, true)).contains("\n");
  }
}
