package io.paretune.experiments.run;

import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.coordinator.Coordinator;
import io.paretune.experiments.coordinator.CoordinatorLog;
import io.paretune.experiments.coordinator.RunListener;
import io.paretune.experiments.coordinator.RunListeners;
import io.paretune.experiments.coordinator.WorkerPlan;
import io.paretune.experiments.coordinator.Workforce;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.IoReasons;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.RunOrigin;
import io.paretune.experiments.run.process.WorkerMain;
import io.paretune.experiments.worker.Stage;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerFactory;
import io.paretune.hardware.SharedDirectory;
import io.paretune.hardware.child.JavaLaunch;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.results.store.StudyDatabase;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.TrialStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/** An open run: its experiment, its database, its study. One process at a time has it open. */
public final class Run implements AutoCloseable {

  /** The attribute under which it is kept why a run ended; empty while it goes on. */
  public static final String ENDED = "ended";

  /**
   * The attribute with the seconds that all starts of a run took that were not killed, from their
   * first step to the last look at the front.
   */
  public static final String SECONDS = "run.seconds";

  private final Opening from;
  private final TrialStore store;
  private final Study<Assignment> study;
  private final Optional<String> moved;
  private Workforce workforce = this::local;

  Run(Opening from, TrialStore store, Study<Assignment> study, Optional<String> moved) {
    this.from = from;
    this.store = store;
    this.study = study;
    this.moved = moved;
  }

  /**
   * Starts a run. Writes nothing unless everything about the experiment is right.
   *
   * @throws IllegalArgumentException if the experiment cannot work or the directory is taken
   */
  public static Run create(RunDirectory directory, Experiment asked, RunSettings settings) {
    Experiment experiment = asked.with(settings);
    Evaluation evaluation = experiment.opened();
    try {
      experiment.checkWarmStart(evaluation);
      directory.requireFree();
      experiment.checkTime(evaluation);
      Optional<StudyDatabase> server = experiment.spec().store();
      server.ifPresent(database -> RunOrigin.requireFree(database, experiment.spec().name()));
      begin(directory, experiment, settings);
      return new Opening(directory, settings, experiment, evaluation)
          .run(evaluation.machine(), Machines.Elsewhere.REFUSE);
    } catch (RuntimeException refused) {
      evaluation.close();
      throw refused;
    }
  }

  /** Makes the directory and keeps in it what the run is about. */
  private static void begin(RunDirectory directory, Experiment experiment, RunSettings settings) {
    try {
      Files.createDirectories(directory.path());
    } catch (IOException unusable) {
      throw new IllegalArgumentException(
          directory.path() + " cannot be made: " + IoReasons.of(unusable) + "; give another --out",
          unusable);
    }
    try {
      // new: of two runs that begin here at once, one is refused
      Files.writeString(
          directory.experiment(), experiment.file().text(), StandardOpenOption.CREATE_NEW);
      if (experiment.spec().store().isPresent()) {
        StudyDatabase database = experiment.spec().store().get();
        RunOrigin.writeAddress(directory, database.withStudy(experiment.spec().name()));
      }
      settings.write(directory.settings());
    } catch (FileAlreadyExistsException taken) {
      throw new IllegalArgumentException(
          directory.path() + " was taken by another run just now; give another --out", taken);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          directory.path() + " cannot be written: " + IoReasons.of(unwritable), unwritable);
    }
  }

  /**
   * Opens a run that was started earlier, to go on with it.
   *
   * @param changed what to change about the settings of its start
   * @throws IllegalArgumentException if it is not a run
   * @throws IllegalStateException if its experiment file now describes another study, naming the
   *     difference
   */
  public static Run resume(RunDirectory directory, UnaryOperator<RunSettings> changed) {
    return resume(directory, changed, Machines.Elsewhere.REFUSE);
  }

  /**
   * As {@link #resume(RunDirectory, UnaryOperator)}.
   *
   * @param elsewhere what to do if the latencies so far were taken on another machine; refusing is
   *     an {@link IllegalArgumentException}
   */
  public static Run resume(
      RunDirectory directory, UnaryOperator<RunSettings> changed, Machines.Elsewhere elsewhere) {
    return resume(directory, changed, elsewhere, Evaluation::machine);
  }

  /** As above, on a given machine. */
  static Run resume(
      RunDirectory directory,
      UnaryOperator<RunSettings> changed,
      Machines.Elsewhere elsewhere,
      Function<Evaluation, Optional<Fingerprint>> machine) {
    directory.requireRun();
    RunSettings settings = changed.apply(RunSettings.read(directory.settings()));
    Experiment experiment = Experiment.kept(directory, settings);
    Evaluation evaluation = experiment.opened();
    try {
      return new Opening(directory, settings, experiment, evaluation)
          .run(machine.apply(evaluation), elsewhere);
    } catch (RuntimeException refused) {
      evaluation.close();
      throw refused;
    }
  }

  /** What the run was started with, in words; empty if with nothing. */
  public Optional<String> warmStart() {
    return attributes().get(Opening.WARM_START);
  }

  /** Keeps why the run ended, until it goes on. */
  public void ended(String reason) {
    attributes().put(ENDED, reason);
  }

  /** As {@link #ended(String)}, after this start of the run took a while. */
  public void ended(String reason, Duration took) {
    double before = attributes().get(SECONDS).map(Double::parseDouble).orElse(0.0);
    attributes().put(SECONDS, String.format(Locale.ROOT, "%.1f", before + took.toMillis() / 1e3));
    ended(reason);
  }

  /** Who proposes, and why if that was picked for the study. */
  public String samplerInWords() {
    return from.samplerInWords(study);
  }

  /** The experiment, as the settings change it. */
  public ExperimentSpec spec() {
    return from.spec();
  }

  /** How its trials are evaluated. */
  public Evaluation evaluation() {
    return from.evaluation();
  }

  /** The run's directory. */
  public RunDirectory directory() {
    return from.directory();
  }

  /** The study. */
  public Study<Assignment> study() {
    return study;
  }

  /** Facts about the run, kept with the study. */
  public StudyAttributes attributes() {
    return store.attributes(spec().name());
  }

  /** What was found about its trials after the search. */
  public Assessments assessments() {
    return store.assessments(spec().name());
  }

  /** Its trials as reports show them. */
  public AssessedTrials assessed() {
    return AssessedTrials.of(store, spec().name());
  }

  /** What reports show of it. */
  public StudySummary summary() {
    return assessed().summary(store.find(spec().name()).orElseThrow());
  }

  /** A coordinator for what is left of the budget. */
  public Coordinator coordinator(RunListener listener) {
    WorkerSettings workers = spec().workers();
    return coordinator(
        study,
        new Place(
            Stage.SEARCH,
            workers.withTrialTimeout(workers.trialTimeout().plus(evaluation().leeway()))),
        listener);
  }

  /**
   * What the trials of a coordinator are for, and who evaluates them.
   *
   * @param stage of the run
   * @param workers how many, and their limits
   * @param known the number that workers know a trial by, of which its seeds are made
   */
  public record Place(Stage stage, WorkerSettings workers, LongUnaryOperator known) {
    /** Trials that workers know by their own numbers. */
    public Place(Stage stage, WorkerSettings workers) {
      this(stage, workers, LongUnaryOperator.identity());
    }
  }

  /**
   * A coordinator for a stage of the run.
   *
   * @param trials the stage's
   */
  public Coordinator coordinator(Study<Assignment> trials, Place place, RunListener listener) {
    WorkerSettings workers = place.workers();
    try {
      Files.createDirectories(directory().logs());
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          directory().logs() + " cannot be made: " + IoReasons.of(unwritable), unwritable);
    }
    ToWorker.Setup setup =
        new ToWorker.Setup(
            new ToWorker.ExperimentText(
                from.settings().source(), from.settings().base(), from.experiment().file().text()),
            new ToWorker.Directories(
                directory().path().toAbsolutePath().toString(), SharedDirectory.path().toString()),
            new ToWorker.TrialSettings(spec().seed(), workers.threads(), place.stage()));
    Clock clock = Clock.systemUTC();
    return new Coordinator(
        trials,
        workforce.plan(workers, setup).knowing(place.known()),
        new RunListeners(List.of(log(place.stage(), clock), listener)),
        clock,
        evaluation().lateMeasuring(directory(), place.stage()));
  }

  private CoordinatorLog log(Stage stage, Clock clock) {
    return new CoordinatorLog(
        directory().coordinatorLog(), clock, stage == Stage.SEARCH ? "" : stage.name());
  }

  private WorkerPlan local(WorkerSettings workers, ToWorker.Setup setup) {
    JavaLaunch launch =
        WorkerFactory.ChildProcesses.likeThisProcess(
            WorkerMain.class,
            setup.trials().stage().threadsAnOperator(workers.threads()),
            workers.heapMegabytes());
    return new WorkerPlan(
        workers, new WorkerFactory.ChildProcesses(launch, directory().logs()), setup);
  }

  /** Has its trials evaluated by others than processes of this machine. */
  public void employ(Workforce others) {
    workforce = others;
  }

  /** What its budget will roughly cost, in words; empty if nobody knows. May take some seconds. */
  public Optional<String> cost() {
    return spec().cost(evaluation(), workforce.comesAndGoes());
  }

  /** The experiment's text and where its relative paths lead. */
  public ExperimentFile file() {
    return from.experiment().file();
  }

  /** How this machine differs from that of the latencies so far, if the run was moved. */
  public Optional<String> moved() {
    return moved;
  }

  @Override
  public void close() {
    try {
      store.close();
    } finally {
      evaluation().close();
    }
  }
}
