package io.paretune.hardware.measure;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.ExampleSize;
import io.paretune.hardware.runtime.TorchEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Figures that need a process of their own: several fresh ones, the middle of what they say.
 * Stateless.
 */
public final class ProbeProcess {
  static final String MEMORY = "memory";
  static final String ENERGY = "energy";

  private static final int PROCESSES = 3;
  private static final int PATIENCE_SECONDS = 120;
  private static final String UNAVAILABLE = "unavailable ";

  private static final List<String> MACHINE =
      List.of(
          // a heap that is there from the beginning does not grow into the model's figure
          "-Xms48m",
          "-Xmx48m",
          "-XX:+AlwaysPreTouch",
          "-XX:MaxDirectMemorySize=2g",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData");

  private ProbeProcess() {}

  /**
   * Time from handing the file to the engine, whose library is loaded but has seen no model, to the
   * first result, in milliseconds.
   */
  static Reading startUp(Path model, HardwareProfile profile) {
    return median("start-up", "ms", 1e-6, model, profile);
  }

  /**
   * Highest resident memory while the model is loaded and run, less that before, in bytes. A few
   * seconds; needs no quiet machine.
   *
   * @throws HardwareException if the process fails
   */
  public static Reading memory(Path model, HardwareProfile profile) {
    return median(MEMORY, "bytes", 1, model, profile);
  }

  /** Energy of one image, see {@link Energy}. About a second. */
  static Reading energy(Path model, HardwareProfile profile) {
    String answer = answer(ENERGY, model, profile);
    if (answer.startsWith(UNAVAILABLE)) {
      return Reading.unavailable(Energy.UNIT, answer.substring(UNAVAILABLE.length()));
    }
    String[] parts = answer.split(" ", 3);
    if (parts.length != 3 || !parts[0].equals(ENERGY) || !parts[1].matches("[0-9.E-]{1,30}")) {
      throw new HardwareException("the probe of energy said '" + answer + "'");
    }
    return Reading.of(Double.parseDouble(parts[1]), Energy.UNIT, parts[2]);
  }

  private static Reading median(
      String what, String unit, double scale, Path model, HardwareProfile profile) {
    double[] values = new double[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
      String answer = answer(what, model, profile);
      if (answer.startsWith(UNAVAILABLE)) {
        return Reading.unavailable(unit, answer.substring(UNAVAILABLE.length()));
      }
      values[i] = scale * number(what, answer);
    }
    Arrays.sort(values);
    return Reading.of(
        values[PROCESSES / 2],
        unit,
        String.format(
            Locale.ROOT,
            unit.equals("ms") ? "%.1f to %.1f in %d processes" : "%.0f to %.0f in %d processes",
            values[0],
            values[PROCESSES - 1],
            PROCESSES));
  }

  private static double number(String what, String answer) {
    if (!answer.matches(what + " \\d{1,15}")) {
      throw new HardwareException("the probe of " + what + " said '" + answer + "'");
    }
    return Double.parseDouble(answer.substring(what.length() + 1));
  }

  private static String answer(String what, Path model, HardwareProfile given) {
    HardwareProfile profile = ExampleSize.known(given, model);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(MACHINE);
    command.addAll(TorchEngine.options(profile.threadCount()));
    command.addAll(
        List.of(
            ProbeMain.class.getName(),
            what,
            model.toString(),
            profile.device().text(),
            profile.runtime().text(),
            Integer.toString(profile.threadCount()),
            Integer.toString(profile.batch()),
            profile.input().map(InputSize::text).orElse("")));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(TorchEngine.environment(profile.threadCount()));
    // in the environment: ONNX Runtime cannot start under a long command line
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    // glibc gives back at once what the warm-up freed, so that it cannot hide what the model takes
    builder.environment().put("MALLOC_TRIM_THRESHOLD_", "0");
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "65536");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new HardwareException(
            "the probe of " + what + " did not end within " + PATIENCE_SECONDS + " s");
      }
      String said = last(process.getInputStream().readAllBytes());
      if (process.exitValue() != 0) {
        throw new HardwareException(
            "the probe of "
                + what
                + " failed (exit code "
                + process.exitValue()
                + "): "
                + last(process.getErrorStream().readAllBytes()));
      }
      return said;
    } catch (IOException e) {
      throw new HardwareException("the probe of " + what + " could not be started: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted during the probe of " + what, e);
    }
  }

  private static String last(byte[] output) {
    return new String(output, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce("", (before, line) -> line);
  }
}
