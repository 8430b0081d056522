package io.paretune.experiments.command.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.factory.MachineIdentity;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
      ProfileMeasure.class,
      ProfileBuild.class,
      ProfileCompare.class,
      ProfilePicture.class
    })
public final class ProfileCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field before it calls anything
  ProfileCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: list, show, probe, measure, build, compare or picture");
  }

  /** A profile by name, or by the path of a YAML file. */
  static HardwareProfile profile(String name) {
    return UsageException.orRefuse(
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
    @Option(names = "--format", paramLabel = "text|json", description = "default text")
    private ProfileFormat format = ProfileFormat.TEXT;

    @Override
    public Integer call() {
      if (format == ProfileFormat.JSON) {
        return json(HardwareProfiles.names().stream().map(ListProfiles::described).toList());
      }
      for (String name : HardwareProfiles.names()) {
        HardwareProfile profile = HardwareProfiles.named(name);
        System.out.printf(Locale.ROOT, "%-21s %s%n", name, profile.description());
        missing(profile)
            .ifPresent(
                reason ->
                    System.out.printf(Locale.ROOT, "%-21s not available here: %s%n", "", reason));
      }
      return 0;
    }

    private static Map<String, String> described(String name) {
      HardwareProfile profile = HardwareProfiles.named(name);
      Map<String, String> all = new LinkedHashMap<>(profile.toMap());
      Optional<String> reason = missing(profile);
      all.put("available", Boolean.toString(reason.isEmpty()));
      reason.ifPresent(text -> all.put("unavailable", text));
      return all;
    }

    /** Why a profile cannot be used on this machine, if it cannot. */
    private static Optional<String> missing(HardwareProfile profile) {
      try {
        Meters.check(profile);
        return Optional.empty();
      } catch (HardwareException notHere) {
        return Optional.of(String.valueOf(notHere.getMessage()));
      }
    }
  }

  /** {@code paretune profile show}. */
  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one profile.")
  static final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "a profile's name, or a YAML file")
    private String name = "";

    @Option(names = "--format", paramLabel = "text|json", description = "default text")
    private ProfileFormat format = ProfileFormat.TEXT;

    @Override
    public Integer call() {
      HardwareProfile profile = profile(name);
      if (format == ProfileFormat.JSON) {
        return json(profile.toMap());
      }
      line("name", profile.name());
      line("description", profile.description());
      line("device", profile.device().text());
      line("runtime", profile.target().runtime());
      profile.agents().forEach(agent -> line("agent", agent.url()));
      line("threads", profile.isElsewhere() ? profile.threads().text() : profile.threadCount());
      line("batch", profile.batch());
      protocol(profile.protocol());
      line("pin", profile.pin().text());
      profile.input().ifPresent(size -> line("input", size.text()));
      return 0;
    }

    private static void protocol(Protocol protocol) {
      line("warm-up", protocol.warmUp().minimum() + " to " + protocol.warmUp().maximum() + " runs");
      line(
          "repeats",
          "%d to %d, until the median's 95 %% interval is within %s or %d ms are spent"
              .formatted(
                  protocol.timing().minimumRepeats(),
                  protocol.timing().maximumRepeats(),
                  percent(protocol.timing().targetHalfWidth()),
                  protocol.timing().timeBudget().toMillis()));
      line(
          "rejected",
          "if the reference network drifts by more than "
              + percent(protocol.tolerance().drift())
              + " or other processes take more than "
              + percent(protocol.tolerance().foreignLoad())
              + " of a core");
      line("attempts", protocol.retries().attempts());
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

    @Option(names = "--format", paramLabel = "text|json", description = "default text")
    private ProfileFormat format = ProfileFormat.TEXT;

    @Override
    public Integer call() {
      MachineIdentity identity = identity(profile(name));
      Fingerprint fingerprint = identity.machine();
      Map<String, String> versions = new TreeMap<>(identity.versions());
      if (format == ProfileFormat.JSON) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("id", fingerprint.id());
        all.putAll(fingerprint.toMap());
        versions.forEach((what, version) -> all.put("agent." + what, version));
        return json(all);
      }
      line("fingerprint", fingerprint.id());
      fingerprint.toMap().forEach(ProfileCommand::line);
      versions.forEach((what, version) -> line("agent's " + what, version));
      return 0;
    }
  }

  private static MachineIdentity identity(HardwareProfile profile) {
    try {
      Meters.check(profile);
    } catch (HardwareException notHere) {
      throw new UsageException(String.valueOf(notHere.getMessage()), notHere);
    }
    return Meters.identity(profile);
  }

  private static int json(Object value) {
    try {
      System.out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
      return 0;
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("text can always be written", impossible);
    }
  }

  private static void line(String what, Object value) {
    System.out.printf(Locale.ROOT, "%-16s %s%n", what, value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
