package io.paretune.experiments.command.serve;

import io.paretune.experiments.command.terminal.Spans;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.meter.agent.server.MeasuringAgent;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paretune agent}. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = {
      "Measures on this machine what a search elsewhere sends to it, until it is stopped.",
      "An address that other machines reach needs --token-file (or --token-env) and --tls.",
      ""
    })
public final class AgentCommand implements Callable<Integer> {
  private static final int PORT = 7878;
  @Mixin private ListenOptions listening = new ListenOptions(PORT);

  @Option(
      names = "--max-mb",
      paramLabel = "N",
      defaultValue = "512",
      description = "largest model and input, in MiB; default ${DEFAULT-VALUE}")
  private int maximumMegabytes;

  @Option(
      names = "--time-limit",
      paramLabel = "SPAN",
      defaultValue = "5m",
      converter = Spans.class,
      description = "longest measurement, like 90s or 5m; default ${DEFAULT-VALUE}")
  private Duration timeLimit = Duration.ZERO;

  /** picocli makes it. */
  AgentCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    AgentSettings settings = UsageException.orRefuse(this::settings);
    try (MeasuringAgent agent = start(settings)) {
      line("listening", agent.url());
      line("fingerprint", agent.machine().id());
      line("runtime", agent.machine().engine());
      agent.pin().ifPresent(pin -> line("pin", pin));
      settings.givenUp().ifPresent(what -> System.err.println("paretune agent: insecure: " + what));
      Thread closing = new Thread(agent::close, "agent-closing");
      Runtime.getRuntime().addShutdownHook(closing);
      agent.await();
      return 0;
    }
  }

  private static MeasuringAgent start(AgentSettings settings) {
    return MeasuringAgent.start(
        settings,
        event ->
            System.err.println(
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
                    + " "
                    + event));
  }

  private AgentSettings settings() {
    if (maximumMegabytes < 1) {
      throw new IllegalArgumentException("--max-mb must be at least 1, got " + maximumMegabytes);
    }
    AgentSettings settings = listening.settings();
    return settings.withLimits(
        settings
            .limits()
            .withMaximumBytes((long) maximumMegabytes << 20)
            .withMeasurement(timeLimit));
  }

  private static void line(String what, Object value) {
    System.out.printf(Locale.ROOT, "%-16s %s%n", what, value);
  }
}
