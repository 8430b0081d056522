package io.paretune.experiments.command.profile;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.measure.ModelFigures;
import io.paretune.hardware.measure.ModelMeasuring;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.noise.NoiseIndicator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune profile measure}. */
@Command(
    name = "measure",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a model under a profile.",
      "Exit code 1 if the machine stayed too noisy for a figure to be trusted."
    })
public final class ProfileMeasure implements Callable<Integer> {

  private static final int LARGEST_BATCH = 4096;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "cpu-1-thread",
      description = "a profile's name, or a YAML file; default ${DEFAULT-VALUE}")
  private String name = "";

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      description = "images in a run, such as 1,8; default the profile's")
  private List<Integer> batches = new ArrayList<>();

  @Option(
      names = "--input",
      paramLabel = "SIZE",
      description =
          "the size of one example without the batch, like 3x32x32; or of each input with the"
              + " batch, --input ids=1x128 --input mask=1x128 (TorchScript: in their order, with"
              + " types that are no floats, ids=1x128:int64)")
  private List<String> sizes = new ArrayList<>();

  @Option(
      names = "--inputs",
      paramLabel = "FILE",
      description =
          "values to measure on in place of random ones, which also tell the sizes: arrays of"
              + " NumPy called as the inputs (.npz), or the only input's (.npy)")
  private Optional<Path> values = Optional.empty();

  @Option(
      names = "--full",
      description =
          "also throughput at the best batch, peak memory, start-up and energy; takes some seconds"
              + " more")
  private boolean full;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "json holds everything, the timed runs included; default text")
  private ProfileFormat format = ProfileFormat.TEXT;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "the file to measure: ONNX (.onnx) by onnxruntime, TorchScript (.pt) by pytorch; with"
              + " runtime: auto both, if they lie side by side under one name")
  private Path model = Path.of("");

  @Override
  public Integer call() {
    if (!Files.isRegularFile(model)) {
      throw new UsageException("there is no model file " + model);
    }
    Optional<GivenInputs> given = values.map(file -> refusing(() -> GivenInputs.read(file, model)));
    HardwareProfile profile = sized(ProfileCommand.profile(name), given);
    List<Integer> wanted = batches.isEmpty() ? List.of(profile.batch()) : batches;
    for (int batch : wanted) {
      if (batch < 1 || batch > LARGEST_BATCH) {
        throw new UsageException(
            "--batches must list numbers from 1 to " + LARGEST_BATCH + ", got " + batch);
      }
    }
    ModelInput input = given.map(GivenInputs::input).orElse(ModelInput.pseudoRandom());
    ModelFigures figures = measured(profile, wanted, input);
    System.out.print(format == ProfileFormat.JSON ? figures.toJson() : text(figures));
    System.out.flush();
    for (Latency latency : figures.latencies()) {
      if (!latency.stable()) {
        System.err.printf(
            Locale.ROOT,
            "paretune profile measure: unstable at batch %d, no figure accepted after %d attempts"
                + " (%.4f ms, 95 %% interval %.4f to %.4f): %s%n",
            latency.batch(),
            latency.rejectedAttempts(),
            latency.medianMs(),
            latency.ciLowMs(),
            latency.ciHighMs(),
            latency.reason());
      }
    }
    return figures.stable() ? 0 : 1;
  }

  /** The profile with the sizes that are given, and the batch that these have. */
  private HardwareProfile sized(HardwareProfile profile, Optional<GivenInputs> given) {
    if (!sizes.isEmpty() && given.isPresent()) {
      throw new UsageException("give either --input or --inputs, which tell the sizes themselves");
    }
    Optional<InputSize> size =
        sizes.isEmpty()
            ? given.map(GivenInputs::size)
            : Optional.of(refusing(() -> InputSize.parse(String.join(",", sizes))));
    if (size.isEmpty()) {
      return profile;
    }
    HardwareProfile sized = profile.withInput(size.get());
    if (size.get().named().isEmpty()) {
      return sized;
    }
    if (!batches.isEmpty()) {
      throw new UsageException("--batches is said by the inputs' own sizes; leave it out");
    }
    long first = size.get().named().get(0).axes().get(0);
    return refusing(() -> sized.withBatch(Math.toIntExact(first)));
  }

  private static <T> T refusing(Supplier<T> made) {
    try {
      return UsageException.orRefuse(made);
    } catch (HardwareException notHere) {
      throw new UsageException(String.valueOf(notHere.getMessage()), notHere);
    }
  }

  private ModelFigures measured(HardwareProfile profile, List<Integer> wanted, ModelInput input) {
    try (ModelMeasuring measuring = opened(profile, input)) {
      return measuring.measure(model, wanted, full);
    } catch (ModelRefusedException refused) {
      throw new UsageException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static ModelMeasuring opened(HardwareProfile profile, ModelInput input) {
    return refusing(() -> ModelMeasuring.open(profile, MeasuringLease.ofThisHost(), input));
  }

  static String text(ModelFigures figures) {
    StringBuilder text = new StringBuilder(head(figures));
    text.append(
        String.format(
            Locale.ROOT,
            "%n%5s  %12s  %-24s %10s %10s %11s %6s %8s  %s%n",
            "batch",
            "median",
            "95 % interval",
            "p90",
            "p99",
            "images/s",
            "runs",
            "rejected",
            "disturbed by"));
    figures.latencies().forEach(latency -> text.append(row(latency)));
    if (figures.measured().stream().anyMatch(reading -> reading.choice().isPresent())) {
      text.append(System.lineSeparator());
    }
    for (MeasuredLatency reading : figures.measured()) {
      String what = "runtime at " + reading.latency().batch();
      reading.choice().ifPresent(choice -> line(text, what, choice.why()));
    }
    if (!figures.readings().isEmpty()) {
      text.append(System.lineSeparator());
    }
    figures
        .readings()
        .forEach((what, reading) -> line(text, what, reading.text() + " (" + reading.note() + ")"));
    return text.toString();
  }

  private static StringBuilder head(ModelFigures figures) {
    StringBuilder text = new StringBuilder();
    Fingerprint machine = figures.fingerprint();
    line(text, "model", figures.file().name() + ", " + figures.file().bytes() + " bytes");
    line(text, "profile", figures.profile().name());
    line(
        text,
        "machine",
        machine.id() + ", " + machine.processor().model() + ", " + machine.engine());
    machine.gpu().ifPresent(gpu -> line(text, "gpu", gpu.name() + ", driver " + gpu.driver()));
    line(text, "pinned to", figures.latencies().get(0).pinning());
    return text;
  }

  private static String row(Latency latency) {
    return String.format(
        Locale.ROOT,
        "%5d  %9.4f ms  %-24s %10.4f %10.4f %11.1f %6d %8d  %s%s%n",
        latency.batch(),
        latency.medianMs(),
        String.format(Locale.ROOT, "%.4f to %.4f", latency.ciLowMs(), latency.ciHighMs()),
        latency.p90Ms(),
        latency.p99Ms(),
        latency.throughputPerSecond(),
        latency.repeats(),
        latency.rejectedAttempts(),
        disturbances(latency),
        latency.stable() ? "" : "; UNSTABLE");
  }

  /** What was counted in the attempt, whether or not it mattered. */
  private static String disturbances(Latency latency) {
    String switches =
        latency.noise().value(NoiseIndicator.SWITCHES).isPresent()
            ? String.format(
                Locale.ROOT,
                "%.0f switches",
                latency.noise().value(NoiseIndicator.SWITCHES).getAsDouble())
            : "switches unknown";
    return String.format(
        Locale.ROOT,
        "%s, %.0f collections (in %d runs)",
        switches,
        latency.noise().value(NoiseIndicator.COLLECTIONS).orElse(0),
        latency.collectedRuns());
  }

  private static void line(StringBuilder text, String what, Object value) {
    text.append(String.format(Locale.ROOT, "%-16s %s%n", what, value));
  }
}
