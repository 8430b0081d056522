package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * What a command said and how it ended.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
public record Spoken(int code, String out, String err) {

  /** Runs a command in this process. */
  static Spoken by(String... arguments) {
    return by(() -> Paretune.execute(arguments));
  }

  /** Runs a command that gives an exit code. */
  public static Spoken by(IntSupplier command) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = command.getAsInt();
      return new Spoken(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }

  /** The caller's mistake: exit code 2, one line on standard error, nothing else. */
  void refused(List<String> parts) {
    assertThat(err).contains(parts);
    assertThat(err.lines()).hasSize(1);
    assertThat(err).startsWith("paretune").doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(out).isEmpty();
    assertThat(code).isEqualTo(2);
  }

  /** Everything is well: exit code 0 and nothing on standard error. */
  Spoken done() {
    assertThat(err).isEmpty();
    assertThat(code).isZero();
    return this;
  }
}
