package io.paretune.experiments.command.run;

import io.paretune.experiments.command.serve.ServeCommand;
import io.paretune.experiments.command.terminal.Spans;
import io.paretune.experiments.command.terminal.UsageException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What can be said of a run beside its experiment. */
final class RunOptions {

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "finished trials in all, earlier ones included")
  Optional<Long> trials = Optional.empty();

  @Option(names = "--workers", paramLabel = "N", description = "number of worker processes")
  Optional<Integer> workers = Optional.empty();

  @Option(
      names = "--time-limit",
      paramLabel = "SPAN",
      converter = Spans.class,
      description = "begin no trial that would end after this time, for instance 90s, 30m or 2h")
  Optional<Duration> timeLimit = Optional.empty();

  @Option(
      names = "--page",
      arity = "0..1",
      fallbackValue = "" + ServeCommand.PORT,
      paramLabel = "PORT",
      description =
          "show the run in a browser of this machine while it goes on; default port "
              + ServeCommand.PORT
              + ", 0 takes a free one ('paretune serve' shows it afterwards)")
  Optional<Integer> page = Optional.empty();

  /** These options, checked. */
  RunOptions checked() {
    if (trials.orElse(1L) < 1) {
      throw new UsageException("--trials must be at least 1, got " + trials.orElseThrow());
    }
    if (workers.orElse(1) < 1) {
      throw new UsageException("--workers must be at least 1, got " + workers.orElseThrow());
    }
    int port = page.orElse(0);
    if (port < 0 || port > 65535) {
      throw new UsageException("--page must be a port from 0 to 65535, got " + port);
    }
    return this;
  }
}
