package io.paretune.experiments.command.terminal;

import io.paretune.experiments.coordinator.RunListener;
import io.paretune.experiments.measuring.QueueState;
import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.GrowingHypervolume;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Shows how a run goes on, on standard error: a bar that is redrawn on a terminal, a line a trial
 * elsewhere.
 */
public final class Progress implements RunListener {

  private static final int BAR = 24;

  /** Of the terminal's width, that what is said has room. */
  private static final int SHARE_OF_BAR = 6;

  /** In place of a worker, for what waits to be measured. */
  private static final int QUEUE = -1;

  private final Study<Assignment> study;
  private final Budget budget;
  private final PrintStream out;
  private final boolean terminal;
  private final Clock clock;
  private final Instant start;
  private final long finishedBefore;
  private final GrowingHypervolume hypervolume = new GrowingHypervolume();
  private final TreeMap<Integer, String> phases = new TreeMap<>();

  public Progress(
      Study<Assignment> study, Budget budget, PrintStream out, boolean terminal, Clock clock) {
    this.study = study;
    this.budget = budget;
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.start = clock.instant();
    this.finishedBefore = study.finished();
    study.inspect(view -> view.finished()).forEach(this::count);
  }

  private void count(Trial trial) {
    study.<Optional<Costs>>inspect(view -> view.costs(trial.number())).ifPresent(hypervolume::add);
  }

  @Override
  public synchronized void trialChanged(Trial trial) {
    if (trial.state().isFinished()) {
      count(trial);
      erase();
      out.println(line(trial));
    }
    draw();
  }

  @Override
  public synchronized void phaseChanged(int worker, String phase) {
    if (phase.isEmpty()) {
      phases.remove(worker);
    } else {
      phases.put(worker, phase);
    }
    draw();
  }

  @Override
  public void measuringChanged(QueueState state) {
    phaseChanged(QUEUE, state.inWords(Instant.now()));
  }

  @Override
  public synchronized void warned(String message) {
    erase();
    out.println("warning: " + message);
    draw();
  }

  public synchronized void end() {
    erase();
    out.flush();
  }

  private String line(Trial trial) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "trial %3d %-8s", trial.number(), trial.state()));
    if (trial.state() == TrialState.COMPLETE) {
      for (Objective objective : study.definition().objectives()) {
        trial
            .measurement()
            .ifPresent(
                found ->
                    text.append(
                        String.format(
                            Locale.ROOT,
                            "  %s %.4g%s",
                            objective.name(),
                            found.metric(objective.name()),
                            objective.unit().isEmpty()
                                    || objective.name().endsWith(objective.unit())
                                ? ""
                                : " " + objective.unit())));
      }
    } else {
      text.append("  ").append(trial.reason());
    }
    if (!terminal) {
      text.append("  [").append(summary()).append(']');
    }
    return text.toString();
  }

  private void draw() {
    if (!terminal) {
      return;
    }
    erase();
    int width = Terminal.columns();
    int bar = Math.min(BAR, width / SHARE_OF_BAR);
    long done = study.finished();
    int filled =
        budget.trials() == Long.MAX_VALUE ? 0 : (int) Math.min(bar, bar * done / budget.trials());
    String doing =
        phases.values().stream()
            .map(phase -> phase.replace("trial ", "#"))
            .collect(Collectors.joining(", "));
    String text =
        "["
            + "#".repeat(filled)
            + ".".repeat(bar - filled)
            + "] "
            + summary()
            + (doing.isEmpty() ? "" : "  " + doing);
    out.print(text.length() >= width ? text.substring(0, width - 1) : text);
    out.flush();
  }

  private void erase() {
    if (terminal) {
      out.print("\r\u001b[K");
    }
  }

  /** How far, how fast, how long still, how good. */
  private String summary() {
    long done = study.finished();
    Duration elapsed = Duration.between(start, clock.instant());
    long here = done - finishedBefore;
    StringBuilder text = new StringBuilder();
    text.append(done);
    if (budget.trials() != Long.MAX_VALUE) {
      text.append('/').append(budget.trials());
    }
    if (here > 0 && elapsed.toMillis() > 0) {
      double perMinute = here * 60_000.0 / elapsed.toMillis();
      text.append(String.format(Locale.ROOT, ", %.1f trials/min", perMinute));
      Optional<Duration> left = left(done, perMinute, elapsed);
      left.ifPresent(time -> text.append(", ").append(Spans.text(time)).append(" left"));
    }
    text.append(
        String.format(
            Locale.ROOT,
            ", front %d, hypervolume %.3f",
            study.paretoFront().size(),
            hypervolume.share()));
    return text.toString();
  }

  private Optional<Duration> left(long done, double perMinute, Duration elapsed) {
    Optional<Duration> byTime = budget.timeLimit().map(whole -> whole.minus(elapsed));
    if (budget.trials() == Long.MAX_VALUE) {
      return byTime;
    }
    Duration byTrials = Duration.ofMillis((long) ((budget.trials() - done) / perMinute * 60_000));
    return Optional.of(
        byTime.filter(time -> time.compareTo(byTrials) < 0 && !time.isNegative()).orElse(byTrials));
  }
}
