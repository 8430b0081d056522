package io.paretune.experiments.command;

import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.agent.MachineIdentity;
import io.paretune.hardware.agent.Meters;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.HardwareProfiles;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.Latency;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code paretune profile}. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Hardware profiles: where files are measured, and how.",
    subcommands = {
      ProfileCommand.ListProfiles.class,
      ProfileCommand.Show.class,
      ProfileCommand.Probe.class,
      ProfileCommand.Measure.class
    })
final class ProfileCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field before it calls anything
  ProfileCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: list, show, probe or measure");
  }

  /** A profile by name, or by the path of a YAML file. */
  private static HardwareProfile profile(String name) {
    return Refusal.orRefuse(
        () -> {
          if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
            return HardwareProfiles.named(name);
          }
          if (!Files.isRegularFile(Path.of(name))) {
            throw new IllegalArgumentException("there is no profile file " + name);
          }
          return HardwareProfiles.read(Path.of(name));
        });
  }

  /** {@code paretune profile list}. */
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the profiles.")
  static final class ListProfiles implements Callable<Integer> {
    @Override
    public Integer call() {
      for (String name : HardwareProfiles.names()) {
        System.out.printf(
            Locale.ROOT, "%-18s %s%n", name, HardwareProfiles.named(name).description());
      }
      return 0;
    }
  }

  /** {@code paretune profile show}. */
  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one profile.")
  static final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "a profile's name, or a YAML file")
    private String name = "";

    @Override
    public Integer call() {
      HardwareProfile profile = profile(name);
      Protocol protocol = profile.protocol();
      line("name", profile.name());
      line("description", profile.description());
      line("device", profile.device().text());
      line("runtime", profile.runtime().text());
      profile.agent().ifPresent(agent -> line("agent", agent.url()));
      line(
          "threads",
          profile.agent().isPresent() ? profile.threads().text() : profile.threadCount());
      line("batch", profile.batch());
      line("warm-up", protocol.warmUpMinimum() + " to " + protocol.warmUpMaximum() + " runs");
      line(
          "repeats",
          protocol.minimumRepeats()
              + " to "
              + protocol.maximumRepeats()
              + ", until the median's 95 % interval is within "
              + percent(protocol.targetHalfWidth())
              + " or "
              + protocol.timeBudget().toMillis()
              + " ms are spent");
      line(
          "rejected",
          "if the reference network drifts by more than "
              + percent(protocol.maximumDrift())
              + " or other processes take more than "
              + percent(protocol.maximumForeignLoad())
              + " of a core");
      line("attempts", protocol.attempts());
      return 0;
    }
  }

  /** {@code paretune profile probe}. */
  @Command(
      name = "probe",
      mixinStandardHelpOptions = true,
      description = {
        "Shows this machine's fingerprint, or that of a profile's agent: figures of different ones"
            + " are never merged."
      })
  static final class Probe implements Callable<Integer> {
    @Option(
        names = "--profile",
        paramLabel = "NAME",
        defaultValue = "cpu-1-thread",
        description = "a profile's name, or a YAML file; default ${DEFAULT-VALUE}")
    private String name = "";

    @Override
    public Integer call() {
      MachineIdentity identity = Meters.identity(profile(name));
      Fingerprint fingerprint = identity.machine();
      line("fingerprint", fingerprint.id());
      fingerprint.toMap().forEach(ProfileCommand::line);
      new TreeMap<>(identity.versions())
          .forEach((what, version) -> line("agent's " + what, version));
      return 0;
    }
  }

  /** {@code paretune profile measure}. */
  @Command(
      name = "measure",
      mixinStandardHelpOptions = true,
      description = {
        "Measures a model's latency under a profile.",
        "Exit code 1 if the machine stayed too noisy for a figure to be trusted."
      })
  static final class Measure implements Callable<Integer> {
    @Option(
        names = "--profile",
        paramLabel = "NAME",
        defaultValue = "cpu-1-thread",
        description = "a profile's name, or a YAML file; default ${DEFAULT-VALUE}")
    private String name = "";

    @Parameters(paramLabel = "MODEL.onnx", description = "the file to measure")
    private Path model = Path.of("");

    @Override
    public Integer call() {
      HardwareProfile profile = profile(name);
      if (!Files.isRegularFile(model)) {
        throw new Refusal("there is no model file " + model);
      }
      try (Meter meter = Meters.of(profile, MeasuringLease.ofThisHost())) {
        MeasuredLatency reading = meter.measure(model, ModelInput.pseudoRandom());
        Latency latency = reading.latency();
        if (!latency.stable()) {
          System.err.printf(
              Locale.ROOT,
              "paretune profile measure: unstable, no figure accepted after %d attempts"
                  + " (%.4f ms, 95 %% interval %.4f to %.4f): %s%n",
              latency.rejectedAttempts(),
              latency.medianMs(),
              latency.ciLowMs(),
              latency.ciHighMs(),
              latency.reason());
          return 1;
        }
        print(profile, reading);
      } catch (ModelRefusedException refused) {
        throw new Refusal(String.valueOf(refused.getMessage()), refused);
      }
      return 0;
    }

    private void print(HardwareProfile profile, MeasuredLatency reading) {
      Latency latency = reading.latency();
      Fingerprint machine = reading.machine();
      line("model", model);
      line("profile", profile.name());
      profile.agent().ifPresent(agent -> line("agent", agent.url()));
      line("fingerprint", machine.id());
      line("runtime", machine.runtime() + " " + machine.runtimeVersion());
      line("median", millis(latency.medianMs()));
      line("95 % interval", millis(latency.ciLowMs()) + " to " + millis(latency.ciHighMs()));
      line("p90", millis(latency.p90Ms()));
      line("p99", millis(latency.p99Ms()));
      line("repeats", latency.repeats());
      line("rejected", latency.rejectedAttempts() + " attempts");
      line(
          "throughput",
          String.format(
              Locale.ROOT, "%.1f /s at batch %d", latency.throughputPerSecond(), latency.batch()));
    }
  }

  private static void line(String what, Object value) {
    System.out.printf(Locale.ROOT, "%-16s %s%n", what, value);
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.4f ms", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
