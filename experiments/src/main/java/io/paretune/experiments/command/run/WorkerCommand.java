package io.paretune.experiments.command.run;

import io.paretune.experiments.command.serve.AccessOptions;
import io.paretune.experiments.command.serve.TokenOptions;
import io.paretune.experiments.command.terminal.Spans;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.network.host.Coordinates;
import io.paretune.experiments.network.host.Departure;
import io.paretune.experiments.network.host.HostSettings;
import io.paretune.experiments.network.host.WorkerHost;
import io.paretune.experiments.run.process.WorkerMain;
import io.paretune.experiments.worker.WorkerFactory;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.SharedDirectory;
import io.paretune.hardware.meter.agent.Trust;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.TokenSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paretune worker}. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates trials of a run elsewhere, which listens: paretune run --listen HOST:PORT.",
      "Ends when the run is over; waits for a coordinator that is away.",
      ""
    })
public final class WorkerCommand implements Callable<Integer> {

  @Option(
      names = "--connect",
      required = true,
      paramLabel = "HOST:PORT",
      description = "where the run listens")
  private String connect = "";

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "worker processes of this machine; default ${DEFAULT-VALUE}")
  private int workers;

  @Mixin private TokenOptions tokens = new TokenOptions();

  @Option(names = "--tls", description = "speak TLS, trusting Java's own list of certificates")
  private boolean tls;

  @Option(
      names = "--certificate",
      paramLabel = "FILE.pem",
      description = "speak TLS, trusting this certificate, or those that it signed")
  private @Nullable Path certificate;

  @Option(
      names = "--pin",
      paramLabel = "SHA256",
      description = "speak TLS, trusting the one certificate that the run shows as its pin")
  private @Nullable String pin;

  @Option(
      names = "--insecure",
      description =
          "do without TLS to another machine: whoever is on the way may read models and token, and"
              + " forge trials")
  private boolean insecure;

  @Option(
      names = "--patience",
      paramLabel = "SPAN",
      defaultValue = "10m",
      converter = Spans.class,
      description = "how long to wait for a run that is away; default ${DEFAULT-VALUE}")
  private Duration patience = Duration.ZERO;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "where what the run sends is kept, for all workers of this machine; default"
              + " PARETUNE_CACHE/network")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "this machine's name, for people; default its host name")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--with-parent",
      description =
          "end with the process that started this one, however that ends; for schedulers whose"
              + " processes are killed alone")
  private boolean withParent;

  /** picocli makes it. */
  WorkerCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    HostSettings settings = UsageException.orRefuse(this::settings);
    try (WorkerHost host = new WorkerHost(settings, WorkerCommand::say)) {
      Thread closing = new Thread(host::close, "worker-closing");
      Runtime.getRuntime().addShutdownHook(closing);
      if (withParent) {
        ProcessHandle.current().parent().ifPresent(parent -> closeWith(parent, host));
      }
      Departure end = host.work();
      return switch (end.kind()) {
        case REFUSED -> throw new UsageException(end.reason());
        case OVER, CLOSED -> {
          System.err.println(end.reason());
          yield 0;
        }
        case ABANDONED, BROKEN -> throw new IllegalStateException(end.reason());
      };
    }
  }

  private static void closeWith(ProcessHandle parent, WorkerHost host) {
    Thread watch =
        new Thread(
            () -> {
              parent.onExit().join();
              say("the process that started this worker has ended");
              host.close();
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void say(String line) {
    System.err.println(line);
  }

  private HostSettings settings() {
    if (workers < 1 || workers > 1024) {
      throw new IllegalArgumentException("--workers must be 1 to 1024, got " + workers);
    }
    InetSocketAddress address = AccessOptions.address("--connect", connect, ExchangeOptions.PORT);
    if (address.getPort() == 0) {
      throw new IllegalArgumentException("--connect needs the run's port, got '" + connect + "'");
    }
    TokenSource token = tokens.source();
    Optional<Coordinates.Tls> secured = secured();
    boolean loopback = address.getAddress() != null && address.getAddress().isLoopbackAddress();
    if (secured.isEmpty() && !loopback && !insecure) {
      throw new IllegalArgumentException(
          address.getHostString()
              + " is another machine: that needs --tls, --certificate or --pin, or --insecure");
    }
    return new HostSettings(
        new Coordinates(
            address.getHostString(), address.getPort(), token, secured, ExchangeOptions.build()),
        name.orElseGet(WorkerCommand::hostName),
        workers,
        directory.orElseGet(() -> SharedDirectory.path().resolve("network")),
        patience,
        (threads, heap, logs) ->
            new WorkerFactory.ChildProcesses(
                WorkerFactory.ChildProcesses.likeThisProcess(WorkerMain.class, threads, heap),
                logs));
  }

  private Optional<Coordinates.Tls> secured() {
    if (!tls && certificate == null && pin == null) {
      return Optional.empty();
    }
    AgentAccess.Protection protection =
        new AgentAccess.Protection(
            Optional.ofNullable(certificate), Optional.ofNullable(pin), false);
    try {
      Optional<SSLContext> given = Trust.of(protection);
      SSLContext context = given.isPresent() ? given.get() : SSLContext.getDefault();
      return Optional.of(new Coordinates.Tls(context, pin == null));
    } catch (HardwareException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /** This machine's name. */
  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "unknown";
    }
  }
}
