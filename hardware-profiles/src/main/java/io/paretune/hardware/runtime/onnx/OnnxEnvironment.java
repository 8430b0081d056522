package io.paretune.hardware.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** ONNX Runtime's native environment: one per process, never closed. */
public final class OnnxEnvironment {

  /**
   * ONNX Runtime 1.29.0 kills the process (SIGSEGV, without a message) when it starts in one whose
   * command line is longer than this many bytes, as a long class path easily makes it.
   */
  static final int LONGEST_COMMAND_LINE = 4096;

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private OnnxEnvironment() {}

  /**
   * Starts the engine, or joins the one that this process already has.
   *
   * @throws HardwareException if there are no natives for this machine, or starting them would kill
   *     the process
   */
  public static OrtEnvironment ofThisProcess() {
    refuseLongCommandLine(COMMAND_LINE);
    OnnxNatives.share();
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      environment.setTelemetry(false);
      return environment;
    } catch (LinkageError | OrtException e) {
      throw new HardwareException(
          "ONNX Runtime has no natives for "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Refuses to start where the process would die; where there is no such file, nothing is known.
   */
  static void refuseLongCommandLine(Path commandLine) {
    long length;
    try {
      // the file system says 0 for such files: their length is known only after reading
      length = Files.exists(commandLine) ? Files.readAllBytes(commandLine).length : 0;
    } catch (IOException unreadable) {
      return;
    }
    if (length > LONGEST_COMMAND_LINE) {
      throw new HardwareException(
          "ONNX Runtime cannot start in a process whose command line is longer than "
              + LONGEST_COMMAND_LINE
              + " bytes, this one has "
              + length
              + "; give the class path in the environment variable CLASSPATH instead of -cp");
    }
  }
}
