package io.paretune.experiments.command;

import io.paretune.experiments.command.terminal.Spans;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.meter.agent.server.MeasuringAgent;
import io.paretune.hardware.profile.TokenSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
final class AgentCommand implements Callable<Integer> {
  private static final int PORT = 7878;
  private static final Pattern ADDRESS =
      Pattern.compile("(?<host>\\[[0-9A-Fa-f:.%]+]|[^:\\s]+)(:(?<port>[0-9]{1,5}))?");

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:" + PORT,
      description = "where to listen; default ${DEFAULT-VALUE}, this machine alone")
  private String listen = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "the secret that clients must show: the only line of a file")
  private @Nullable Path tokenFile;

  @Option(
      names = "--token-env",
      paramLabel = "NAME",
      description = "the same from a variable of the environment")
  private @Nullable String tokenVariable;

  @Option(
      names = "--tls",
      paramLabel = "KEYS.p12",
      description = "PKCS 12 file with the private key and the certificate to speak TLS with")
  private @Nullable Path tls;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "its password: the only line of a file")
  private @Nullable Path tlsPassword;

  @Option(
      names = "--insecure",
      description =
          "do without token or TLS on an address that others reach: whoever reaches it may then use"
              + " this machine, and whoever is on the way may read models and forge figures")
  private boolean insecure;

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
    AgentSettings settings = new AgentSettings(address(listen), token(), keys(), insecure);
    return settings.withLimits(
        settings
            .limits()
            .withMaximumBytes((long) maximumMegabytes << 20)
            .withMeasurement(timeLimit));
  }

  private Optional<String> token() {
    if (tokenFile != null && tokenVariable != null) {
      throw new IllegalArgumentException("either --token-file or --token-env, not both");
    }
    try {
      return tokenFile != null
          ? new TokenSource.InFile(tokenFile).token()
          : tokenVariable != null
              ? new TokenSource.InEnvironment(tokenVariable).token()
              : Optional.empty();
    } catch (HardwareException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
  }

  private Optional<AgentSettings.Tls> keys() {
    if (tls == null) {
      if (tlsPassword != null) {
        throw new IllegalArgumentException("--tls-password-file needs --tls");
      }
      return Optional.empty();
    }
    if (!Files.isRegularFile(tls)) {
      throw new IllegalArgumentException("there is no key store " + tls);
    }
    if (tlsPassword == null) {
      throw new IllegalArgumentException("--tls needs --tls-password-file");
    }
    if (!Files.isRegularFile(tlsPassword)) {
      throw new IllegalArgumentException("there is no password file " + tlsPassword);
    }
    try {
      return Optional.of(new AgentSettings.Tls(tls, Files.readString(tlsPassword).strip()));
    } catch (IOException e) {
      throw new IllegalArgumentException("the password file cannot be read: " + e, e);
    }
  }

  private static InetSocketAddress address(String text) {
    Matcher matcher = ADDRESS.matcher(text.strip());
    String port = matcher.matches() ? matcher.group("port") : null;
    int number = port == null ? PORT : Integer.parseInt(port);
    if (!matcher.matches() || number > 65535) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--listen must be HOST:PORT, like 0.0.0.0:%d, got '%s'", PORT, text));
    }
    String host = matcher.group("host");
    return new InetSocketAddress(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host, number);
  }

  private static void line(String what, Object value) {
    System.out.printf(Locale.ROOT, "%-16s %s%n", what, value);
  }
}
