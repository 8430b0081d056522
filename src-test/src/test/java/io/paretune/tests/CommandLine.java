package io.paretune.tests;

import io.paretune.experiments.command.Paretune;
import io.paretune.hardware.child.JavaLaunch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, as a user runs it, or here. */
final class CommandLine {

  private static final long LIMIT_SECONDS = 240;

  private final Path scratch;

  CommandLine(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * What a command did.
   *
   * @param code its exit code
   * @param out standard output
   * @param err standard error
   */
  record Result(int code, String out, String err) {}

  Result run(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "out", ".txt");
    Path err = Files.createTempFile(scratch, "err", ".txt");
    Process process = start(out, err, arguments);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IllegalStateException(
          "paretune " + String.join(" ", arguments) + " did not end: " + Files.readString(err));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** As {@link #run}, in this process: for what only reads, where no process is tested. */
  Result here(String... arguments) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      return new Result(
          Paretune.execute(arguments),
          out.toString(StandardCharsets.UTF_8),
          err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }

  Process start(Path out, Path err, String... arguments) throws IOException {
    // as the launcher does: ONNX Runtime dies in a process with a long command line
    JavaLaunch launch =
        JavaLaunch.of(Paretune.class, List.of("-XX:+UseSerialGC")).withArguments(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(launch.command())
            .directory(scratch.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(launch.environment());
    return builder.start();
  }
}
