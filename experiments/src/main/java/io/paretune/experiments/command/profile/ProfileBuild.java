package io.paretune.experiments.command.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.latency.ArchitectureSpace;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.latency.PredictionAccuracy;
import io.paretune.evaluators.latency.Timing;
import io.paretune.evaluators.latency.build.BuildProgress;
import io.paretune.evaluators.latency.build.BuildReport;
import io.paretune.evaluators.latency.build.BuildSettings;
import io.paretune.evaluators.latency.build.Stopwatch;
import io.paretune.evaluators.latency.build.TableBuild;
import io.paretune.evaluators.network.Shape;
import io.paretune.experiments.command.terminal.Progress;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune profile build}. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Builds a latency table: times every kernel of a family's networks under a profile, then"
          + " whole networks, fits a predictor and prints its error.",
      "Ended by whatever, the same command goes on where it was."
    })
public final class ProfileBuild implements Callable<Integer> {

  private final Clock clock = Clock.systemUTC();

  @Parameters(paramLabel = "NAME", description = "a profile's name, or a YAML file")
  private String name = "";

  @Option(
      names = "--family",
      paramLabel = "F",
      description = "a family of networks, as it is searched without further options")
  private @Nullable String familyName;

  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE[,VALUE...]",
      description =
          "with --family: what is searched of an option of it, as in an experiment's section"
              + " 'family'; repeatable")
  private List<String> options = new ArrayList<>();

  @Option(
      names = "--experiment",
      paramLabel = "FILE.yaml",
      description = "in place of --family: the networks of this experiment")
  private @Nullable Path experiment;

  @Option(
      names = "--input",
      paramLabel = "CxHxW|NofV",
      description =
          "shape of an example, with --family: of an image, or the tokens of a text and the words"
              + " that there are; default 1x28x28")
  private String input = "1x28x28";

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "number of classes, with --family; default 10")
  private int classes = 10;

  @Option(
      names = "--networks",
      paramLabel = "N",
      description =
          "unseen networks that judge the predictor, at least 10; it learns from four for every"
              + " five; default 50")
  private int networks = 50;

  @Option(
      names = "--table",
      paramLabel = "FILE.csv",
      description = "where the table goes; default profiles/NAME-F.csv")
  private @Nullable Path table;

  @Option(names = "--fresh", description = "begin anew where there is a table already")
  private boolean fresh;

  @Option(names = "--format", paramLabel = "text|json", description = "default text")
  private ProfileFormat format = ProfileFormat.TEXT;

  @Override
  public Integer call() {
    HardwareProfile profile = ProfileCommand.profile(name);
    if (!profile.deployments().equals(List.of(Deployment.ONNX))) {
      throw new UsageException(
          "a table is of ONNX Runtime's kernels, profile '"
              + profile.name()
              + "' runs on "
              + profile.target().runtime()
              + "; give one with runtime: onnxruntime");
    }
    ArchitectureSpace candidates = UsageException.orRefuse(this::candidates);
    Path file =
        table != null
            ? table
            : Path.of("profiles", profile.name() + "-" + candidates.family().name() + ".csv");
    BuildSettings settings =
        UsageException.orRefuse(
            () -> BuildSettings.into(file).withNetworks(networks).withFresh(fresh));
    Fingerprint machine = machine(profile);
    try (Meter meter = Meters.of(profile, MeasuringLease.ofThisHost())) {
      BuildReport report =
          built(candidates, facts(profile, machine, candidates), settings, Stopwatch.of(meter));
      System.out.print(format == ProfileFormat.JSON ? json(file, report) : text(file, report));
      System.out.flush();
      return 0;
    }
  }

  private static BuildReport built(
      ArchitectureSpace candidates,
      Map<String, String> facts,
      BuildSettings settings,
      Stopwatch stopwatch) {
    try {
      return TableBuild.run(
          candidates, facts, settings, stopwatch, new Progress(System.nanoTime()));
    } catch (IllegalArgumentException mistake) {
      throw new UsageException(String.valueOf(mistake.getMessage()), mistake);
    }
  }

  private ArchitectureSpace candidates() {
    if ((familyName == null) == (experiment == null)) {
      throw new IllegalArgumentException("give either --family or --experiment");
    }
    if (experiment == null) {
      return ofFamily(String.valueOf(familyName));
    }
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          "--option goes with --family; the experiment has options of its own");
    }
    return Experiment.read(ExperimentFile.read(experiment))
        .spec()
        .evaluation()
        .networks()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    experiment + " searches no networks, so there is nothing to time"))
        .open()
        .candidates();
  }

  private ArchitectureSpace ofFamily(String named) {
    Shape example = FamilyOptions.example(input);
    if (classes < 2) {
      throw new IllegalArgumentException(
          "--classes must be at least 2, got "
              + classes
              + "; networks with one output come from an experiment, see --experiment");
    }
    Family family = Plugins.installed().families().named(named);
    FamilyContext plain = FamilyContext.of(example, classes);
    return new ArchitectureSpace(
        family,
        new FamilyContext(example, classes, FamilyOptions.read(family, plain, options)),
        CompressionSpace.defaults());
  }

  private static Fingerprint machine(HardwareProfile profile) {
    try {
      return Meters.identity(profile).machine();
    } catch (HardwareException notHere) {
      throw new UsageException(String.valueOf(notHere.getMessage()), notHere);
    }
  }

  private Map<String, String> facts(
      HardwareProfile profile, Fingerprint machine, ArchitectureSpace candidates) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(LatencyTable.FAMILY, candidates.family().name());
    facts.put(LatencyTable.INPUT, candidates.example().toString());
    facts.put(LatencyTable.CLASSES, Integer.toString(candidates.context().outputs()));
    facts.put(LatencyTable.PROFILE, profile.name());
    facts.put("device", profile.device().text());
    facts.put("threads", profile.threads().text());
    facts.put("batch", Integer.toString(profile.batch()));
    facts.put(LatencyTable.FINGERPRINT, machine.id());
    machine.toMap().forEach((key, value) -> facts.put("machine." + key, value));
    facts.put(LatencyTable.BEGUN, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return facts;
  }

  private static String text(Path file, BuildReport report) {
    LatencyTable table = report.table();
    return String.format(
            Locale.ROOT,
            "%-12s %s, %d kernels%s%n",
            "table",
            file,
            table.kernels().size(),
            unstable(report.unstableKernels()))
        + String.format(
            Locale.ROOT,
            "%-12s %s, %s, %s %s%n",
            "machine",
            table.fact(LatencyTable.FINGERPRINT).orElse(Fingerprint.UNKNOWN),
            table.fact("machine.cpu-model").orElse(Fingerprint.UNKNOWN),
            table.fact("machine.runtime").orElse(Fingerprint.UNKNOWN),
            table.fact("machine.runtime-version").orElse(Fingerprint.UNKNOWN))
        + String.format(
            Locale.ROOT,
            "%-12s %d to learn from, %d unseen%s%n%n",
            "networks",
            report.learned(),
            report.predictor().networks(),
            unstable(report.unstableNetworks()))
        + accuracy(report);
  }

  private static String accuracy(BuildReport report) {
    return String.format(
            Locale.ROOT,
            "%-18s %10s %11s %13s %12s %12s%n",
            "on unseen networks",
            "within 5 %",
            "within 10 %",
            "median error",
            "worst error",
            "Kendall tau")
        + row("predictor", report.predictor())
        + row("sum of kernels", report.sum())
        + row("multiply-adds", report.multiplyAdds());
  }

  private static String unstable(int count) {
    return count == 0 ? "" : " (and " + count + " UNSTABLE: the machine was too noisy)";
  }

  private static String row(String what, PredictionAccuracy accuracy) {
    return String.format(
        Locale.ROOT,
        "%-18s %8.0f %% %9.0f %% %11.1f %% %10.1f %% %12.3f%n",
        what,
        100 * accuracy.within5(),
        100 * accuracy.within10(),
        100 * accuracy.medianError(),
        100 * accuracy.worstError(),
        accuracy.tau());
  }

  private static String json(Path file, BuildReport report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("table", file.toString());
    all.put("facts", report.table().facts());
    all.put("kernels", report.table().kernels().size());
    all.put("unstable-kernels", report.unstableKernels());
    all.put("learned-networks", report.learned());
    all.put("unstable-networks", report.unstableNetworks());
    report.table().fit().ifPresent(fit -> all.put("coefficients", fit.coefficients()));
    all.put("predictor", map(report.predictor()));
    all.put("sum-of-kernels", map(report.sum()));
    all.put("multiply-adds", map(report.multiplyAdds()));
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("text and numbers can always be written", impossible);
    }
  }

  private static Map<String, Object> map(PredictionAccuracy accuracy) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("networks", accuracy.networks());
    map.put("within-5-percent", accuracy.within5());
    map.put("within-10-percent", accuracy.within10());
    map.put("median-error", accuracy.medianError());
    map.put("worst-error", accuracy.worstError());
    map.put("kendall-tau", accuracy.tau());
    return map;
  }

  /** A line for each thing that was timed. */
  private static final class Progress implements BuildProgress {

    private long began;
    private int doneAtFirst = -1;
    private int lastAll;

    Progress(long began) {
      this.began = began;
    }

    @Override
    public void timed(int done, int all, String what, Timing timing) {
      long now = System.nanoTime();
      if (all != lastAll) {
        lastAll = all;
        doneAtFirst = done - 1;
        began = now;
      }
      System.err.printf(
          Locale.ROOT,
          "%d of %d: %s: %.4f ms%s%s%n",
          done,
          all,
          what,
          timing.milliseconds(),
          timing.stable() ? "" : " UNSTABLE",
          left(now, done, all).orElse(""));
    }

    private Optional<String> left(long now, int done, int all) {
      int since = done - doneAtFirst;
      if (since < 5 || done == all) {
        return Optional.empty();
      }
      Duration left = Duration.ofNanos((now - began) / (since - 1) * (all - done));
      return Optional.of(String.format(Locale.ROOT, " (%d s left)", left.toSeconds()));
    }
  }
}
