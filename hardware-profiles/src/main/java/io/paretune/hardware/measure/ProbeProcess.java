package io.paretune.hardware.measure;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.child.ChildEndedException;
import io.paretune.hardware.child.JavaChild;
import io.paretune.hardware.child.JavaLaunch;
import io.paretune.hardware.measure.energy.EnergyMeter;
import io.paretune.hardware.measure.energy.EnergyPerExample;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.torch.ExampleSize;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Figures that need a process of their own: several fresh ones, the middle of what they say.
 * Stateless.
 */
public final class ProbeProcess {
  static final String MEMORY = "memory";
  static final String ENERGY = "energy";

  private static final int PROCESSES = 3;

  /** Energy takes seven runs at least, and a large batch of a large model about a minute each. */
  private static final Duration PATIENCE = Duration.ofMinutes(8);

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

  /** As {@link #energy(Path, HardwareProfile, ModelInput)}, on random values. */
  static EnergyPerExample energy(Path model, HardwareProfile profile) {
    return energy(model, profile, ModelInput.pseudoRandom());
  }

  /**
   * Energy of one example. Two to ten seconds; whoever wants it alone on the machine holds the
   * lease.
   *
   * @param input what the model computes on
   * @throws HardwareException if the process fails; ask {@link EnergyMeter#missing} before
   */
  public static EnergyPerExample energy(Path model, HardwareProfile profile, ModelInput input) {
    String answer = answer(ENERGY, model, profile, input);
    try {
      return EnergyPerExample.parse(answer.substring(answer.indexOf(' ') + 1));
    } catch (IllegalArgumentException nonsense) {
      throw new HardwareException("the probe of energy said '" + answer + "'", nonsense);
    }
  }

  private static Reading median(
      String what, String unit, double scale, Path model, HardwareProfile profile) {
    double[] values = new double[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
      String answer = answer(what, model, profile, ModelInput.pseudoRandom());
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

  private static String answer(String what, Path model, HardwareProfile given, ModelInput input) {
    try {
      Path errors = Files.createTempFile("paretune-probe-", ".log");
      Path values = Files.createTempFile("paretune-probe-", ".values");
      try {
        write(input, values);
        return answer(what, launch(what, model, ExampleSize.known(given, model), values), errors);
      } finally {
        Files.delete(errors);
        Files.delete(values);
      }
    } catch (IOException e) {
      throw new HardwareException("the probe of " + what + " could not be started: " + e, e);
    }
  }

  /** As {@link #read} reads them. */
  private static void write(ModelInput input, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(input.count() * Float.BYTES);
    bytes.asFloatBuffer().put(input.values());
    Files.write(file, bytes.array());
  }

  /** What a model is to compute on. */
  static ModelInput read(Path file) throws IOException {
    FloatBuffer floats = ByteBuffer.wrap(Files.readAllBytes(file)).asFloatBuffer();
    if (!floats.hasRemaining()) {
      return ModelInput.pseudoRandom();
    }
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return ModelInput.of(values);
  }

  private static JavaLaunch launch(String what, Path model, HardwareProfile profile, Path values) {
    List<String> options = new ArrayList<>(MACHINE);
    options.addAll(TorchEngine.options(profile.threadCount()));
    return JavaLaunch.of(ProbeMain.class, options)
        .withArguments(
            what,
            model.toString(),
            profile.device().text(),
            profile.target().runtime(),
            Integer.toString(profile.threadCount()),
            Integer.toString(profile.batch()),
            profile.input().map(InputSize::text).orElse(""),
            values.toString())
        .withEnvironment(TorchEngine.environment(profile.threadCount()))
        // glibc gives back at once what the warm-up freed, so that it cannot hide what the model
        // takes
        .withEnvironment(Map.of("MALLOC_TRIM_THRESHOLD_", "0", "MALLOC_MMAP_THRESHOLD_", "65536"));
  }

  private static String answer(String what, JavaLaunch launch, Path errors) throws IOException {
    try (JavaChild<String> child =
        JavaChild.start(
            launch,
            ProcessBuilder.Redirect.to(errors.toFile()),
            line -> Optional.of(line).filter(said -> !said.isBlank()))) {
      return child
          .lastMessage(PATIENCE)
          .orElseThrow(
              () ->
                  new HardwareException(
                      "the probe of %s did not end within %d s"
                          .formatted(what, PATIENCE.toSeconds())));
    } catch (ChildEndedException failed) {
      throw new HardwareException(
          "the probe of %s failed (%s): %s".formatted(what, failed.how(), lastLine(errors)),
          failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted during the probe of " + what, e);
    }
  }

  private static String lastLine(Path file) throws IOException {
    // with whatever a native library wrote among the lines
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce("", (before, line) -> line);
  }
}
