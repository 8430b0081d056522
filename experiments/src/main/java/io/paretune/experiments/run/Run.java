package io.paretune.experiments.run;

import io.paretune.experiments.config.ExperimentReader;
import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.coordinator.Coordinator;
import io.paretune.experiments.coordinator.CoordinatorLog;
import io.paretune.experiments.coordinator.RunListener;
import io.paretune.experiments.coordinator.RunListeners;
import io.paretune.experiments.coordinator.WorkerPlan;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.Reason;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.SharedDirectory;
import io.paretune.experiments.worker.Stage;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerFactory;
import io.paretune.hardware.child.JavaLaunch;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.results.store.H2TrialStore;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.study.WarmStart;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An open run: its experiment, its database, its study. One process at a time has it open. */
public final class Run implements AutoCloseable {

  /** The attribute under which it is kept why a run ended; empty while it goes on. */
  public static final String ENDED = "ended";

  private static final String WARM_START = "warm start";

  /** What a run is opened from. */
  private record Opening(
      RunDirectory directory,
      RunSettings settings,
      ExperimentFile file,
      ExperimentSpec spec,
      Evaluation evaluation) {

    String where() {
      return directory.path().toString();
    }
  }

  private final Opening from;
  private final H2TrialStore store;
  private final Study<Assignment> study;
  private final Optional<String> moved;

  private Run(Opening from, H2TrialStore store, Study<Assignment> study, Optional<String> moved) {
    this.from = from;
    this.store = store;
    this.study = study;
    this.moved = moved;
  }

  /** Reads an experiment with the families that ship with Paretune. */
  public static ExperimentSpec spec(ExperimentFile file) {
    return spec(file, new Sources());
  }

  /**
   * As {@link #spec(ExperimentFile)}.
   *
   * @param sources where the model comes from, if the experiment names one
   */
  public static ExperimentSpec spec(ExperimentFile file, Sources sources) {
    return new ExperimentReader(sources).read(file.source(), file.text(), file.base());
  }

  /**
   * Everything about an experiment that can be checked without running it: its data or its program,
   * its space, whether the sampler can search it, whether the earlier run is there from which it
   * starts.
   *
   * @throws IllegalArgumentException if something is wrong
   */
  public static SearchSpace check(ExperimentSpec spec) {
    try (Evaluation evaluation = spec.evaluation().open(new Sources())) {
      check(spec, evaluation);
      checkWarmStart(spec, evaluation.space());
      return evaluation.space();
    }
  }

  /** Without the earlier run: what it taught a run that has begun is stored. */
  private static void check(ExperimentSpec spec, Evaluation evaluation) {
    spec.sampler().make().requireFit(definition(spec, evaluation.space()));
    spec.first(evaluation);
  }

  private static StudyDefinition definition(ExperimentSpec spec, SearchSpace space) {
    return new StudyDefinition(
        spec.name(), space, spec.objectives(), spec.constraints(), spec.seed());
  }

  private static void checkWarmStart(ExperimentSpec spec, SearchSpace space) {
    WarmStart start = WarmStart.of(definition(spec, space), EarlierRun.trials(spec));
    if (spec.options().warmStart().isPresent() && start.trials().isEmpty()) {
      throw new IllegalArgumentException(
          "'warm-start' must be a run whose trials fit this experiment, none does: "
              + start.reason());
    }
  }

  /**
   * Starts a run. Writes nothing unless everything about the experiment is right.
   *
   * @throws IllegalArgumentException if the experiment cannot work or the directory is taken
   */
  public static Run create(RunDirectory directory, ExperimentFile file, RunSettings settings) {
    return create(directory, file, settings, new Sources());
  }

  /**
   * As {@link #create(RunDirectory, ExperimentFile, RunSettings)}.
   *
   * @param sources where data and model come from
   */
  public static Run create(
      RunDirectory directory, ExperimentFile file, RunSettings settings, Sources sources) {
    ExperimentSpec spec = settings.apply(spec(file, sources));
    Evaluation evaluation = spec.evaluation().open(sources);
    try {
      check(spec, evaluation);
      checkWarmStart(spec, evaluation.space());
      directory.requireFree();
      begin(directory, file, settings);
      return open(
          new Opening(directory, settings, file, spec, evaluation),
          evaluation.machine(),
          Machines.Elsewhere.REFUSE);
    } catch (RuntimeException refused) {
      evaluation.close();
      throw refused;
    }
  }

  /** Makes the directory and keeps in it what the run is about. */
  private static void begin(RunDirectory directory, ExperimentFile file, RunSettings settings) {
    try {
      Files.createDirectories(directory.path());
    } catch (IOException unusable) {
      throw new IllegalArgumentException(
          directory.path() + " cannot be made: " + Reason.of(unusable) + "; give another --out",
          unusable);
    }
    try {
      // new: of two runs that begin here at once, one is refused
      Files.writeString(directory.experiment(), file.text(), StandardOpenOption.CREATE_NEW);
      settings.write(directory.settings());
    } catch (FileAlreadyExistsException taken) {
      throw new IllegalArgumentException(
          directory.path() + " was taken by another run just now; give another --out", taken);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          directory.path() + " cannot be written: " + Reason.of(unwritable), unwritable);
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
    ExperimentFile file = kept(directory, settings);
    Sources sources = new Sources();
    ExperimentSpec spec = settings.apply(spec(file, sources));
    Evaluation evaluation = spec.evaluation().open(sources);
    try {
      check(spec, evaluation);
      Run run =
          open(
              new Opening(directory, settings, file, spec, evaluation),
              machine.apply(evaluation),
              elsewhere);
      settings.write(directory.settings());
      return run;
    } catch (RuntimeException refused) {
      evaluation.close();
      throw refused;
    }
  }

  /** The experiment of a run as its settings change it; reads no data. */
  public static ExperimentSpec spec(RunDirectory directory) {
    return spec(directory, RunSettings.read(directory.requireRun().settings()));
  }

  private static ExperimentSpec spec(RunDirectory directory, RunSettings settings) {
    return settings.apply(spec(kept(directory, settings)));
  }

  /** The experiment file that a run keeps, with its relative paths as they were meant. */
  private static ExperimentFile kept(RunDirectory directory, RunSettings settings) {
    ExperimentFile kept = ExperimentFile.read(directory.experiment());
    return new ExperimentFile(kept.source(), kept.text(), Path.of(settings.base()));
  }

  private static Run open(Opening from, Optional<Fingerprint> here, Machines.Elsewhere elsewhere) {
    ExperimentSpec spec = from.spec();
    H2TrialStore store = H2TrialStore.open(from.directory().database());
    try {
      requireName(from.directory(), spec, store.studies());
      List<Trial> done = store.find(spec.name()).map(StudyLog::trials).orElse(List.of());
      Optional<String> moved = Optional.empty();
      if (!done.isEmpty()) {
        Map<String, String> kept = store.attributes(spec.name()).all();
        from.evaluation().data().ifPresent(data -> data.requireSame(kept, from.where()));
        moved = here.flatMap(machine -> Machines.difference(done, kept, machine));
      }
      if (moved.isPresent() && elsewhere == Machines.Elsewhere.REFUSE) {
        throw Machines.refusal(from.directory(), moved.get());
      }
      boolean begins = spec.options().warmStart().isPresent() && done.isEmpty();
      List<Trial> earlier = begins ? EarlierRun.trials(spec) : List.of();
      Study<Assignment> study = study(from, store).warmStart(earlier).start();
      Run run = new Run(from, store, study, moved);
      run.recordCircumstances(here);
      run.recordEarlier(earlier);
      run.enqueueFirst();
      return run;
    } catch (RuntimeException refused) {
      store.close();
      throw refused;
    }
  }

  private static void requireName(RunDirectory directory, ExperimentSpec spec, List<String> begun) {
    if (!begun.isEmpty() && !begun.contains(spec.name())) {
      throw new IllegalStateException(
          directory.path()
              + " holds the study '"
              + begun.get(0)
              + "', but its experiment is now called '"
              + spec.name()
              + "'; give it its name back");
    }
  }

  private static StudyBuilder<Assignment> study(Opening from, H2TrialStore store) {
    ExperimentSpec spec = from.spec();
    StudyBuilder<Assignment> builder =
        Study.of(from.evaluation().space())
            .name(spec.name())
            .seed(spec.seed())
            .sampler(sampler(spec))
            .pruner(spec.pruner().make())
            .terminator(spec.options().terminator())
            .store(store);
    if (spec.options().repeats()) {
      builder.allowRepeats();
    }
    if (spec.options().mostFailures() > 0) {
      builder.stopAfterFailures(spec.options().mostFailures());
    }
    from.evaluation().screen().ifPresent(builder::screen);
    spec.objectives().forEach(builder::objective);
    spec.constraints().forEach(builder::constrain);
    return builder;
  }

  private void recordEarlier(List<Trial> earlier) {
    if (!earlier.isEmpty()) {
      attributes()
          .put(WARM_START, EarlierRun.inWords(spec(), WarmStart.of(study.definition(), earlier)));
    }
  }

  /** What the run was started with, in words; empty if with nothing. */
  public Optional<String> warmStart() {
    return attributes().get(WARM_START);
  }

  /** Keeps why the run ended, until it goes on. */
  public void ended(String reason) {
    attributes().put(ENDED, reason);
  }

  private static Sampler sampler(ExperimentSpec spec) {
    long trials = spec.budget().trials();
    return spec.sampler()
        .make(
            new StudyHints(
                trials == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(trials),
                spec.workers().count()));
  }

  /** Who proposes, and why if that was picked for the study. */
  public String samplerInWords() {
    Sampler sampler = sampler(spec());
    return sampler
        .reason(study.definition())
        .map(reason -> sampler.name() + ": " + reason)
        .orElse(sampler.name());
  }

  /** What a reader of the report must know about where the numbers come from. */
  private void recordCircumstances(Optional<Fingerprint> here) {
    StudyAttributes attributes = attributes();
    if (attributes.get(ENDED).isPresent()) {
      attributes.put(ENDED, "");
    }
    attributes.put("experiment", from.settings().source());
    attributes.put("sampler", samplerInWords());
    evaluation().facts().forEach(attributes::put);
    evaluation().data().ifPresent(data -> data.facts().forEach(attributes::put));
    Plugins.installed().facts().forEach(attributes::put);
    here.ifPresent(
        machine -> {
          attributes.put(Machines.FINGERPRINT, machine.id());
          machine.toMap().forEach((key, value) -> attributes.put(Machines.PROPERTY + key, value));
        });
  }

  /**
   * Enqueues what is still missing of the first points and of an earlier run's best, in case an
   * earlier start was killed on the way.
   */
  private void enqueueFirst() {
    List<Trial> trials = study.trials();
    if (trials.stream().anyMatch(trial -> !trial.sampler().equals(Trial.USER))) {
      return;
    }
    List<Assignment> first = spec().first(evaluation());
    for (int i = trials.size(); i < first.size(); i++) {
      study.enqueue(first.get(i));
    }
    spec().options().warmStart().ifPresent(start -> study.enqueueBest(start.enqueued()));
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
        Stage.SEARCH,
        workers.withTrialTimeout(workers.trialTimeout().plus(evaluation().leeway())),
        listener);
  }

  /**
   * A coordinator for a stage of the run.
   *
   * @param trials the stage's
   * @param workers how many, and their limits
   */
  public Coordinator coordinator(
      Study<Assignment> trials, Stage stage, WorkerSettings workers, RunListener listener) {
    try {
      Files.createDirectories(directory().logs());
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          directory().logs() + " cannot be made: " + Reason.of(unwritable), unwritable);
    }
    ToWorker.Setup setup =
        new ToWorker.Setup(
            from.settings().source(),
            from.settings().base(),
            from.file().text(),
            spec().seed(),
            directory().path().toAbsolutePath().toString(),
            SharedDirectory.path().toString(),
            workers.threads(),
            stage);
    JavaLaunch launch =
        WorkerFactory.ChildProcesses.likeThisProcess(
            WorkerMain.class, workers.threads(), workers.heapMegabytes());
    Clock clock = Clock.systemUTC();
    return new Coordinator(
        trials,
        new WorkerPlan(
            workers, new WorkerFactory.ChildProcesses(launch, directory().logs()), setup),
        new RunListeners(
            List.of(new CoordinatorLog(directory().coordinatorLog(), clock), listener)),
        clock);
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
