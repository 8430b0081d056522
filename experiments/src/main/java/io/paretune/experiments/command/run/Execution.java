package io.paretune.experiments.command.run;

import io.paretune.experiments.command.study.StudyReading;
import io.paretune.experiments.command.terminal.Progress;
import io.paretune.experiments.command.terminal.Terminal;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.coordinator.Coordinator;
import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.run.FrontVerification;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.TimeLeft;
import io.paretune.experiments.run.phase.FinalPhase;
import io.paretune.experiments.run.phase.PreparationPhase;
import io.paretune.experiments.run.phase.TimePlan;
import io.paretune.experiments.run.request.Inbox;
import io.paretune.experiments.run.request.InboxWatch;
import io.paretune.results.report.FrontTable;
import io.paretune.results.summary.Inheritance;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Runs an open run to its end, or to the moment when somebody stops it. */
public final class Execution {

  /** The launcher says so. */
  private static final boolean ON_TERMINAL = Boolean.getBoolean("paretune.terminal");

  /** For measuring the front again. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What is noisy twice in a row is known to be so: the search's own figure stands. */
  private static final int ATTEMPTS = 2;

  /** Members of the front that are printed at the end; {@code paretune front} prints all. */
  private static final int SHOWN = 20;

  private final Run run;
  private final PrintStream out;
  private final PrintStream err;
  private final Instant began;
  private final AtomicReference<@Nullable Coordinator> current = new AtomicReference<>();

  /** Outlasts coordinators: between two of them there is none to ask. */
  private volatile boolean stopAsked;

  private boolean stopped;

  /** An execution whose time begins now. */
  public Execution(Run run, PrintStream out, PrintStream err) {
    this(run, out, err, Instant.now());
  }

  /**
   * @param began when its time began: what opens data takes of a time limit, too
   */
  public Execution(Run run, PrintStream out, PrintStream err, Instant began) {
    this.run = run;
    this.out = out;
    this.err = err;
    this.began = began;
  }

  /** 0 if the budget is spent or the run was stopped in time, 1 if no trial could be completed. */
  public int toTheEnd() {
    run.evaluation().remarks().forEach(this::say);
    return toTheEnd(ended -> 0);
  }

  /**
   * As {@link #toTheEnd()}, with something to say after the front; what it gives is the exit code
   * of a run whose budget is spent.
   */
  public int toTheEnd(ToIntFunction<Run> conclusion) {
    say("sampler " + run.samplerInWords());
    run.spec().workers().crowding(Runtime.getRuntime().availableProcessors()).ifPresent(this::say);
    if (run.study().finished() == 0) {
      run.cost().ifPresent(this::say);
    }
    run.warmStart().ifPresent(said -> say("warm start: " + said));
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopped(ended), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    InboxWatch watch = watched();
    try (RunTracking tracking = RunTracking.of(run, () -> stopAsked, err::println)) {
      tracking.tell();
      return phases(conclusion);
    } finally {
      watch.close();
      run.close();
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyEnding) {
        // the hook is what ended the run
      }
    }
  }

  private void say(String line) {
    err.println(Terminal.wrapped(line, ON_TERMINAL));
  }

  /** Takes what others ask of the run. */
  private InboxWatch watched() {
    return new InboxWatch(
        new Inbox(run.directory().requests()),
        request -> err.println("asked for: " + request.grant(run, this::stop)),
        refused -> err.println("a request was not granted: " + refused));
  }

  /** Preparation, search, finalists, and what is found out about the front at the end. */
  private int phases(ToIntFunction<Run> conclusion) {
    TimePlan plan =
        new TimePlan(
            began, run.spec().budget().timeLimit(), run.evaluation().shares(), Clock.systemUTC());
    run.moved()
        .ifPresent(
            difference -> {
              err.println("another machine: " + difference);
              measureFrontAgain(plan);
            });
    if (stopAsked) {
      return stopped();
    }
    if (!prepared(plan)) {
      return stopped();
    }
    Ending ending = searched(plan);
    if (ending == Ending.STOPPED
        || !new FinalPhase(run, err::println).evaluate(plan, this::conducted)) {
      return stopped();
    }
    if (stopAsked || !examineFront(plan)) {
      return stopped();
    }
    int code = conclude(ending);
    return code == 0 ? conclusion.applyAsInt(run) : code;
  }

  private Ending searched(TimePlan plan) {
    Budget budget = plan.search(run.spec().budget(), run.evaluation().finalists().times() > 0);
    Progress progress = new Progress(run.study(), budget, err, ON_TERMINAL, Clock.systemUTC());
    Coordinator search = run.coordinator(progress);
    conducted(search);
    try {
      return search.run(budget);
    } finally {
      progress.end();
    }
  }

  private boolean prepared(TimePlan plan) {
    PreparationPhase preparation = new PreparationPhase(run, err::println);
    return UsageException.orRefuse(() -> preparation.prepare(plan, this::conducted));
  }

  /** Whether it was stopped before its end, to be continued. */
  boolean wasStopped() {
    return stopped;
  }

  private int stopped() {
    stopped = true;
    run.ended(reason(Ending.STOPPED), Duration.between(began, Instant.now()));
    err.println(
        "stopped after "
            + run.study().finished()
            + " trials; continue with: paretune resume "
            + run.directory().path());
    return 0;
  }

  /**
   * Judged first: that is what a reader asks for, and takes less.
   *
   * @return false if it was stopped before all was done that there was time for
   */
  private boolean examineFront(TimePlan plan) {
    FrontVerification front = new FrontVerification(run);
    TimeLeft time = plan.exam().unless(() -> stopAsked);
    front.examine(time);
    measureFrontAgain(plan);
    // on another machine, measuring may have put others on the front
    int left = front.examine(time);
    if (left > 0 && !stopAsked) {
      err.printf(
          "%d of the front's %d files were not judged on the test split within the time limit;"
              + " paretune resume %s does it%n",
          left, front.count(), run.directory().path());
    }
    return !stopAsked;
  }

  /** Within a while: a machine that is never quiet must not hold up the end. */
  private void measureFrontAgain(TimePlan plan) {
    FrontVerification front = new FrontVerification(run);
    int members = front.count();
    Duration patience = plan.lastLook(PATIENCE);
    long latest = System.nanoTime() + patience.toNanos();
    front
        .measureAgain(ATTEMPTS, () -> !stopAsked && System.nanoTime() - latest < 0)
        .filter(measured -> measured < members && !stopAsked)
        .ifPresent(
            measured ->
                err.printf(
                    "%d of the front's %d files were measured again within %d s; the others keep"
                        + " the search's figures%n",
                    measured, members, patience.toSeconds()));
  }

  private void stopped(CountDownLatch ended) {
    Duration grace = run.spec().workers().grace();
    err.println();
    err.println("stopping: running trials have " + grace.toSeconds() + " s to finish ...");
    stop();
    try {
      if (!ended.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        stop(Coordinator::abandon);
        if (!ended.await(30, TimeUnit.SECONDS)) {
          err.println("the run did not end in time; what was told is stored");
        }
      }
    } catch (InterruptedException interrupted) {
      stop(Coordinator::abandon);
    }
  }

  /** A coordinator begins, which may have been asked to stop before it was there. */
  private void conducted(Coordinator coordinator) {
    current.set(coordinator);
    if (stopAsked) {
      coordinator.stop();
    }
  }

  /** Has no further trials started, and nothing more found out about the front. */
  void stop() {
    stop(Coordinator::stop);
  }

  private void stop(Consumer<Coordinator> how) {
    stopAsked = true;
    Coordinator running = current.get();
    if (running != null) {
      how.accept(running);
    }
  }

  private String reason(Ending ending) {
    return switch (ending) {
      case TRIALS_DONE -> "all trials of the budget are finished";
      case TIME_OVER -> "the time limit passed";
      case TERMINATED, FAILING -> run.study().stopReason().orElseThrow();
      case SPACE_EXHAUSTED ->
          "every assignment that sampler '"
              + run.spec().sampler().name()
              + "' can propose has been tried";
      case STOPPED -> "it was stopped";
    };
  }

  private String mended() {
    return "when that is mended: paretune resume "
        + run.directory().path()
        + " (budget: {stop-after-failures: never} goes on whatever fails)";
  }

  private int conclude(Ending ending) {
    long complete =
        run.study().trials().stream().filter(trial -> trial.state() == TrialState.COMPLETE).count();
    String reason = reason(ending);
    run.ended(reason, Duration.between(began, Instant.now()));
    if (ending != Ending.TRIALS_DONE) {
      err.println("ended after " + run.study().finished() + " trials: " + reason);
    }
    Optional<Trial> failed =
        run.study().trials().stream()
            .filter(trial -> trial.state() == TrialState.FAILED)
            .findFirst();
    if (complete == 0 && failed.isPresent()) {
      return failed(failed.get(), ending);
    }
    StudyReading reading = StudyReading.of(run.directory().path());
    int width = Math.min(FrontTable.WIDTH, Terminal.columns());
    out.print(FrontTable.of(reading.summary()).text(width, SHOWN));
    Inheritance.of(reading.summary()).ifPresent(found -> err.println(found.inWords()));
    if (ending == Ending.FAILING) {
      err.println(mended());
      return 1;
    }
    err.println(
        "%d trials, %d complete, front of %d; next: paretune report %s"
            .formatted(
                run.study().finished(),
                complete,
                reading.summary().front().size(),
                run.directory().path()));
    return 0;
  }

  private int failed(Trial first, Ending ending) {
    err.println(
        "no trial was completed; the first failed with: "
            + first.reason()
            + " (logs: "
            + run.directory().logs()
            + ")");
    if (ending == Ending.FAILING) {
      err.println(mended());
    }
    return 1;
  }
}
