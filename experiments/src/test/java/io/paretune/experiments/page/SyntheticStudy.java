package io.paretune.experiments.page;

import io.paretune.results.store.H2TrialStore;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.pareto.ParetoFront;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A made-up study, for looking at the page with many trials: nothing was trained or measured, and
 * its name says so. One in nine trials is pruned, one in seventeen failed.
 */
final class SyntheticStudy {

  private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");

  /** What a judged network of either task would have answered. */
  private static final String ANSWERS =
      "{\"classes\": [\"<a>\", \"b\"], \"counts\": [[50, 7], [0, 43]], \"each\": [\"<a>\", \"b\"],"
          + " \"figures\": [[0.5, 1, 0.667, 57], [1, 0, 0, 43]],"
          + " \"target\": \"price\", \"points\": [[1, 2], [5, 4]]}";

  /** Trials that are added in one write: a commit costs as much for one event as for a thousand. */
  private static final int WRITTEN_AT_ONCE = 256;

  private final StudyLog log;
  private final StudyDefinition definition;
  private final ParetoFront front = new ParetoFront();
  private final SplittableRandom random = new SplittableRandom(7);
  private Duration pace = Duration.ofMillis(1700);
  private long next;
  private long finished;

  SyntheticStudy(H2TrialStore store, String name, int objectives, int parameters) {
    SpaceBuilder space = SearchSpace.builder();
    space.whole("width", 8, 256, 8).choice("kind", "plain", "residual", "depthwise");
    space.choice("bits", 32, 16, 8).logReal("rate", 1e-4, 1e-1);
    for (int i = 4; i < parameters; i++) {
      space.real("share." + i, 0, 1);
    }
    List<Objective> all =
        List.of(
            Objective.maximize("accuracy"),
            new Objective("latency-ms", io.paretune.search.trial.Direction.MINIMIZE, "ms"),
            Objective.minimize("size-bytes"));
    this.definition =
        new StudyDefinition(
            name,
            space.build(),
            all.subList(0, objectives),
            List.of(Constraint.atMost("peak-memory", 0.9)),
            7);
    this.log = store.create(definition);
  }

  private SyntheticStudy(StudyLog log) {
    this.log = log;
    this.definition = log.definition();
    for (Trial trial : log.trials()) {
      next = trial.number() + 1;
      finished = Math.max(finished, trial.finishOrder() + 1);
      trial.measurement().ifPresent(m -> front.offer(trial.number(), definition.costs(m)));
    }
  }

  /**
   * Makes a study with so many trials, as a file: {@code FILE TRIALS OBJECTIVES [RUNNING]}. Or goes
   * on with one for a while, two trials a second: {@code FILE grow SECONDS}.
   */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments[1].equals("grow")) {
      try (H2TrialStore store = H2TrialStore.open(Path.of(arguments[0]))) {
        SyntheticStudy study = new SyntheticStudy(store.find(store.studies().get(0)).orElseThrow());
        for (int i = 0; i < 2 * Integer.parseInt(arguments[2]); i++) {
          study.start();
          Thread.sleep(500);
          study.end(study.next - 1);
          System.out.println(System.currentTimeMillis() + " ended " + (study.next - 1));
        }
      }
      return;
    }
    int trials = Integer.parseInt(arguments[1]);
    try (H2TrialStore store = H2TrialStore.open(Path.of(arguments[0]))) {
      SyntheticStudy study =
          new SyntheticStudy(store, "synthetic-" + trials, Integer.parseInt(arguments[2]), 10);
      study.add(trials);
      if (arguments.length > 3) {
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
          study.start();
        }
      }
    }
  }

  /** Adds trials that ended, many in one write. */
  void add(int trials) {
    for (int i = 1; i <= trials; i++) {
      enterStart();
      enterEnd(next - 1);
      if (i % WRITTEN_AT_ONCE == 0) {
        log.flush();
      }
    }
    log.flush();
  }

  /** How long after a trial's beginning the next one begins. */
  void pace(Duration other) {
    pace = other;
  }

  /** Adds trials that report often, each event in a write of its own as in a run. */
  void addLong(int trials, int reports) {
    for (int i = 0; i < trials; i++) {
      begin();
      log.flush();
      for (int step = 1; step <= reports; step++) {
        report(step, step);
        log.flush();
      }
      next++;
      end(next - 1);
    }
  }

  private void report(int step, int seconds) {
    log.enter(
        new TrialEvent.Reported(
            next, new Report(step, random.nextDouble(0.3, 0.6)), at(next, seconds)));
  }

  private Instant at(long trial, int seconds) {
    return BEGIN.plus(pace.multipliedBy(trial)).plusSeconds(seconds);
  }

  /** Begins a trial, which has reported twice. */
  void start() {
    enterStart();
    log.flush();
  }

  private void enterStart() {
    begin();
    if (next % 4 == 0) {
      report(1, 1);
      report(2, 2);
    }
    next++;
  }

  private void begin() {
    Map<String, Object> values = new LinkedHashMap<>();
    definition
        .space()
        .parameters()
        .forEach(
            parameter ->
                values.put(parameter.name(), parameter.domain().fromUnit(random.nextDouble())));
    log.enter(new TrialEvent.Started(next, Assignment.of(values), "random", at(next, 0)));
  }

  /** Ends a trial that was begun. */
  void end(long trial) {
    enterEnd(trial);
    log.flush();
  }

  private void enterEnd(long trial) {
    if (trial % 9 == 5) {
      end(trial, TrialState.PRUNED, Optional.empty(), "worse than the median at step 2: " + trial);
    } else if (trial % 17 == 3) {
      end(trial, TrialState.FAILED, Optional.empty(), "<b>exit code</b> 1 & \"no\" memory");
    } else {
      end(trial, TrialState.COMPLETE, Optional.of(measured()), "");
    }
  }

  private Measurement measured() {
    double size = random.nextDouble();
    double latency = Math.exp(3 * size + 0.5 * random.nextDouble() * random.nextDouble()) * 0.02;
    double accuracy = 0.95 - 0.4 * Math.exp(-3 * size) - 0.25 * Math.abs(random.nextDouble() - 0.5);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", accuracy);
    metrics.put("latency-ms", latency);
    metrics.put("latency-ms.low", latency * 0.97);
    metrics.put("latency-ms.high", latency * 1.04);
    metrics.put("size-bytes", 1e6 * size * (0.6 + 0.4 * random.nextDouble()));
    metrics.put("peak-memory", random.nextDouble());
    // what a hostile program may report
    metrics.put("<img src=x onerror=document.title='broken'>", Double.NaN);
    Measurement measurement =
        new Measurement(metrics, Map.of(Measurement.MACHINE, "machine-1"))
            .with(Assessment.ANSWERS, ANSWERS);
    return random.nextInt(8) == 0
        ? measurement.with(new Caveat("latency-ms", Caveat.Kind.UNSTABLE, "too much foreign load"))
        : measurement;
  }

  private void end(long trial, TrialState state, Optional<Measurement> measurement, String reason) {
    FrontChange change =
        measurement
            .map(measured -> front.offer(trial, definition.costs(measured)))
            .orElse(FrontChange.NONE);
    log.enter(
        new TrialEvent.Finished(
            trial, state, measurement, reason, finished++, change, at(trial, 3)));
  }
}
