package io.paretune.tests;

import io.paretune.experiments.command.Paretune;
import io.paretune.hardware.child.JavaLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, as a user runs it. */
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
