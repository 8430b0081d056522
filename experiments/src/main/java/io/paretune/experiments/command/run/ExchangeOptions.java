package io.paretune.experiments.command.run;

import io.paretune.experiments.command.serve.AccessOptions;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.command.terminal.Version;
import io.paretune.experiments.network.exchange.ExchangeLimits;
import io.paretune.experiments.network.exchange.NetworkWorkers;
import io.paretune.experiments.network.transfer.InputScan;
import io.paretune.experiments.network.wire.Build;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.process.Premises;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a run is evaluated by this machine's processes or by workers that connect to it. */
final class ExchangeOptions {

  /** Where a coordinator listens unless its address says otherwise. */
  static final int PORT = 7879;

  /** The attribute that keeps a run's name among all. */
  private static final String NAME = "network.run";

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description =
          "evaluate trials on the workers that connect here (paretune worker), in place of"
              + " processes of this machine; port "
              + PORT
              + " unless it is given, 0 for a free one."
              + " An address that other machines reach needs --token-file and --tls")
  private Optional<String> address = Optional.empty();

  @Mixin private AccessOptions access = new AccessOptions();

  /**
   * Runs to the end.
   *
   * @param opening opens the run, once the address is had
   */
  int execute(Supplier<Run> opening) {
    if (address.isEmpty()) {
      if (access.given()) {
        throw new UsageException("token, TLS and --insecure are of --listen, which is missing");
      }
      Instant began = Instant.now();
      return new Execution(opening.get(), System.out, System.err, began).toTheEnd();
    }
    AgentSettings settings =
        UsageException.orRefuse(() -> access.settings(address.orElseThrow(), PORT));
    try (NetworkWorkers workers =
        UsageException.orRefuse(
            () ->
                NetworkWorkers.bind(
                    settings, build(), ExchangeLimits.defaults(), ExchangeOptions::say))) {
      return execute(opening.get(), workers, settings);
    }
  }

  private static void say(String line) {
    System.err.println(line);
  }

  /** What runs here. */
  static Build build() {
    try {
      return new Build(Version.current(), Plugins.installed().facts());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken.getMessage(), broken);
    }
  }

  private static int execute(Run run, NetworkWorkers workers, AgentSettings settings) {
    boolean begun = false;
    try {
      run.employ(workers);
      workers.serve(
          run.directory(), name(run), InputScan.of(run.file()), Premises.of(run.evaluation()));
      begun = true;
    } catch (IOException unable) {
      throw new UncheckedIOException("workers cannot be served: " + unable.getMessage(), unable);
    } finally {
      if (!begun) {
        run.close();
      }
    }
    say("workers          paretune worker " + arguments(settings, workers.port()));
    settings.givenUp().ifPresent(what -> System.err.println("paretune run: insecure: " + what));
    Execution execution = new Execution(run, System.out, System.err);
    int code = execution.toTheEnd();
    if (!execution.wasStopped()) {
      workers.over("the run is over");
    }
    return code;
  }

  /** How a worker is started that is to come here. */
  private static String arguments(AgentSettings settings, int port) {
    String host = settings.listen().getHostString();
    if (settings.listen().getAddress().isAnyLocalAddress()) {
      host = WorkerCommand.hostName();
    }
    return "--connect "
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port
        + (settings.token().isPresent() ? " --token-file FILE" : "")
        + settings.tls().map(tls -> " --pin " + tls.pin()).orElse("");
  }

  private static String name(Run run) {
    Optional<String> kept = run.attributes().get(NAME);
    if (kept.isPresent()) {
      return kept.get();
    }
    String fresh = run.spec().name() + "-" + UUID.randomUUID();
    run.attributes().put(NAME, fresh);
    return fresh;
  }
}
