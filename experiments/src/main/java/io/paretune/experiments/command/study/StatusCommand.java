package io.paretune.experiments.command.study;

import io.paretune.experiments.command.terminal.Spans;
import io.paretune.experiments.measuring.QueueState;
import io.paretune.experiments.network.exchange.HostTable;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.meter.agent.AgentPool;
import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.HypervolumeTrace;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paretune status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Says how a run stands, whether or not it is going on.")
public final class StatusCommand implements Callable<Integer> {

  /** Trials that the pace is taken from: enough to even out, few enough to be current. */
  private static final int RECENT = 20;

  @Mixin private StudyArgument study = new StudyArgument();

  @Option(names = "--workers", description = "also what each worker did, a line each")
  private boolean workers;

  @Override
  public Integer call() {
    StudyReading reading = study.readOutcomes();
    StringBuilder text = new StringBuilder();
    StudyDefinition definition = reading.definition();
    text.append("study        ").append(definition.name()).append(", seed ");
    text.append(definition.seed()).append('\n');
    Optional.ofNullable(reading.attributes().get(StudyAttributes.PREPARATION))
        .ifPresent(state -> text.append("prepared     ").append(state).append('\n'));
    for (TrialState state : TrialState.values()) {
      long count = reading.trials().stream().filter(trial -> trial.state() == state).count();
      text.append(
          String.format(Locale.ROOT, "%-12s %d%n", state.name().toLowerCase(Locale.ROOT), count));
    }
    for (Objective objective : definition.objectives()) {
      best(reading.trials(), objective).ifPresent(trial -> text.append(line(trial, objective)));
    }
    double[] trace = HypervolumeTrace.of(costs(reading));
    text.append(
        String.format(
            Locale.ROOT,
            "front        %d members, hypervolume %.4f%n",
            reading.summary().front().size(),
            trace.length == 0 ? 0 : trace[trace.length - 1]));
    pace(reading).ifPresent(text::append);
    reading.run().map(run -> hosts(run) + agents(reading, run)).ifPresent(text::append);
    reading.run().filter(run -> workers).map(run -> workers(reading, run)).ifPresent(text::append);
    Optional.ofNullable(reading.attributes().get(Run.ENDED))
        .ifPresent(reason -> text.append("ended        ").append(reason).append('\n'));
    System.out.print(text);
    return 0;
  }

  private static String line(Trial best, Objective objective) {
    return String.format(
        Locale.ROOT,
        "best         %s %s (trial %d)%n",
        objective.name(),
        String.format(Locale.ROOT, "%.4g", value(best, objective)),
        best.number());
  }

  /** The machines of workers that connected; nothing of a run that did not listen. */
  private static String hosts(RunDirectory run) {
    StringBuilder text = new StringBuilder();
    try {
      for (HostTable.Row row : HostTable.rows(run.hosts())) {
        text.append(
            String.format(
                Locale.ROOT,
                "host         %s: %d workers, %d waiting; %d trials, %d failures; at work %.0f %%"
                    + " of their time%n",
                row.host(),
                row.workers(),
                row.waiting(),
                row.trials(),
                row.failures(),
                100 * row.utilisation()));
      }
    } catch (IOException damaged) {
      text.append("hosts        ").append(run.hosts()).append(" cannot be read\n");
    }
    return text.toString();
  }

  private static String workers(StudyReading reading, RunDirectory run) {
    try {
      return WorkerLines.of(
          run.coordinatorLog(), isWritten(reading) ? Instant.now() : Instant.EPOCH);
    } catch (IOException damaged) {
      return "workers      " + run.coordinatorLog() + " cannot be read\n";
    }
  }

  private static boolean isWritten(StudyReading reading) {
    return reading.place().database().place().isWritten(reading.definition().name());
  }

  /** The agents of a run whose workers leave measurements to them, and what waits. */
  private static String agents(StudyReading reading, RunDirectory run) {
    if (!isWritten(reading)) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    try {
      Optional<QueueState> queue = QueueState.read(run.measuring());
      queue
          .map(state -> state.inWords(Instant.now()))
          .filter(words -> !words.isEmpty())
          .ifPresent(words -> text.append("measuring    ").append(words).append('\n'));
      for (AgentPool.Standing agent : queue.map(QueueState::agents).orElse(List.of())) {
        text.append(
            String.format(
                Locale.ROOT,
                "agent        %s: %s; %d measured, %d lost%n",
                agent.url(),
                agent.state().name().toLowerCase(Locale.ROOT),
                agent.measured(),
                agent.lost()));
      }
    } catch (IOException damaged) {
      text.append("agents       ").append(run.measuring()).append(" cannot be read\n");
    }
    return text.toString();
  }

  /** How fast the last trials came, and when the rest will be there at that pace. */
  private static Optional<String> pace(StudyReading reading) {
    List<Instant> ends =
        reading.trials().stream().flatMap(trial -> trial.finishedAt().stream()).sorted().toList();
    if (ends.size() < 2) {
      return Optional.empty();
    }
    List<Instant> last = ends.subList(Math.max(0, ends.size() - RECENT), ends.size());
    Duration span = Duration.between(last.get(0), last.get(last.size() - 1));
    if (span.isZero()) {
      return Optional.empty();
    }
    double perMinute = (last.size() - 1) * 60_000.0 / span.toMillis();
    String rate = String.format(Locale.ROOT, "rate         %.1f trials/min%n", perMinute);
    long total =
        reading
            .run()
            .map(run -> Experiment.kept(run).spec().budget().trials())
            .orElse(Long.MAX_VALUE);
    if (total == Long.MAX_VALUE) {
      return Optional.of(rate);
    }
    long left = Math.max(0, total - ends.size());
    return Optional.of(
        rate
            + String.format(
                Locale.ROOT,
                "left         %d of %d trials, %s at that rate%n",
                left,
                total,
                Spans.text(Duration.ofMillis((long) (left / perMinute * 60_000)))));
  }

  private static List<Costs> costs(StudyReading reading) {
    return reading.trials().stream()
        .filter(trial -> trial.state() == TrialState.COMPLETE)
        .sorted(Comparator.comparingLong(Trial::finishOrder))
        .map(trial -> reading.definition().costs(trial.measurement().orElseThrow()))
        .toList();
  }

  private static Optional<Trial> best(List<Trial> trials, Objective objective) {
    return trials.stream()
        .filter(trial -> trial.state() == TrialState.COMPLETE)
        // a figure that cannot be relied on is no best one
        .filter(trial -> trial.measurement().orElseThrow().caveat(objective.name()).isEmpty())
        .min(
            Comparator.comparingDouble(
                trial -> objective.direction().minimised(value(trial, objective))));
  }

  private static double value(Trial trial, Objective objective) {
    return trial.measurement().orElseThrow().metric(objective.name());
  }
}
