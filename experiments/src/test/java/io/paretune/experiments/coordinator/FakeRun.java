package io.paretune.experiments.coordinator;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.measuring.LateMeasuring;
import io.paretune.experiments.worker.Stage;
import io.paretune.experiments.worker.ThreadWorkers;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerFactory;
import io.paretune.hardware.child.JavaLaunch;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/** Coordinators over {@link FakeWorker}s, and what can be seen of them. */
final class FakeRun implements RunListener {
  static final SearchSpace SPACE =
      SearchSpace.builder()
          .choice(
              "do",
              "succeed",
              "report",
              "diverge",
              "disk-full",
              "fail",
              "hang",
              "exit-once",
              "kill",
              "garbage",
              "wait",
              "declare",
              "nan")
          .whole("n", 0, 99)
          .build();

  private final Path directory;
  private final ThreadWorkers threads = new ThreadWorkers(FakeWorker::inThread);
  private final List<String> warnings = new ArrayList<>();
  private final List<Trial> changed = new ArrayList<>();

  FakeRun(Path directory) {
    this.directory = directory;
  }

  /** A study whose first trials do as they are told, in this order. */
  static Study<Assignment> told(String... actions) {
    Study<Assignment> study = Study.of(SPACE).maximize("gain").minimize("cost").seed(3).start();
    for (int i = 0; i < actions.length; i++) {
      study.enqueue(SPACE.assignment(Map.of("do", actions[i], "n", (long) i)));
    }
    return study;
  }

  static WorkerSettings settings(int workers, int attempts, Duration timeout, int recycle) {
    return new WorkerSettings(
        workers, 1, 64, timeout, attempts, recycle, 4096, Duration.ofSeconds(1));
  }

  static WorkerSettings settings(int workers) {
    return settings(workers, 2, Duration.ofMinutes(5), 1000);
  }

  Coordinator coordinator(Study<Assignment> study, WorkerSettings settings) {
    return coordinator(study, settings, "work");
  }

  Coordinator coordinator(Study<Assignment> study, WorkerSettings settings, String setup) {
    return coordinator(
        study,
        settings,
        WorkerFactory.ChildProcesses.likeThisProcess(FakeWorker.class, 1, 64),
        setup);
  }

  Coordinator coordinator(Study<Assignment> study, WorkerSettings settings, JavaLaunch launch) {
    return coordinator(study, settings, launch, "work");
  }

  /** Workers that are threads: faster than processes, and not to be killed by their trials. */
  Coordinator inThreads(Study<Assignment> study, WorkerSettings settings) {
    return inThreads(study, settings, "work");
  }

  Coordinator inThreads(Study<Assignment> study, WorkerSettings settings, String setup) {
    return coordinator(study, settings, threads, setup);
  }

  private Coordinator coordinator(
      Study<Assignment> study, WorkerSettings settings, JavaLaunch launch, String setup) {
    return coordinator(study, settings, new WorkerFactory.ChildProcesses(launch, directory), setup);
  }

  private Coordinator coordinator(
      Study<Assignment> study, WorkerSettings settings, WorkerFactory factory, String setup) {
    ToWorker.Setup told = setup(setup);
    return new Coordinator(
        study,
        new WorkerPlan(settings, factory, told),
        new RunListeners(List.of(this, new CoordinatorLog(log(), Clock.systemUTC()))),
        Clock.systemUTC());
  }

  /** A coordinator whose workers leave something to be measured. */
  Coordinator leaving(Study<Assignment> study, WorkerSettings settings, LateMeasuring measuring) {
    return new Coordinator(
        study,
        new WorkerPlan(settings, threads, setup("work")),
        new RunListeners(List.of(this, new CoordinatorLog(log(), Clock.systemUTC()))),
        Clock.systemUTC(),
        measuring);
  }

  /** A coordinator whose workers know trials by other numbers. */
  Coordinator renumbering(Study<Assignment> study, LongUnaryOperator known) {
    WorkerPlan plan = new WorkerPlan(settings(1), threads, setup("work"), known);
    return new Coordinator(study, plan, this, Clock.systemUTC());
  }

  private ToWorker.Setup setup(String experiment) {
    return new ToWorker.Setup(
        new ToWorker.ExperimentText("fake.yaml", "/", experiment),
        new ToWorker.Directories(directory.toString(), "/shared"),
        new ToWorker.TrialSettings(3, 1, Stage.SEARCH));
  }

  private Path log() {
    return directory.resolve("coordinator.log");
  }

  /** What the coordinator logged, without the times. */
  List<String> logged() throws IOException {
    return Files.readAllLines(log()).stream()
        .map(line -> line.replaceFirst("^time=[-0-9T:.]+Z ", ""))
        .toList();
  }

  /** How many threads were workers. */
  int threads() {
    return threads.started();
  }

  @Override
  public synchronized void trialChanged(Trial trial) {
    changed.add(trial);
  }

  @Override
  public synchronized void warned(String message) {
    warnings.add(message);
  }

  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  synchronized List<Trial> changed() {
    return List.copyOf(changed);
  }

  static List<TrialState> states(Study<Assignment> study) {
    return study.trials().stream().map(Trial::state).toList();
  }

  static String pid(Trial trial) {
    return trial.measurement().orElseThrow().provenance().getOrDefault("pid", "");
  }

  /** The process ids of all workers that were ready once. */
  List<Long> workers() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith("started-"))
          .map(name -> Long.parseLong(name.substring("started-".length())))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  boolean begun(long trial) {
    return Files.exists(directory.resolve("begun-" + trial));
  }

  /** Lets trials that wait go on. */
  void go() {
    try {
      Files.createFile(directory.resolve("go"));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  boolean anyWorkerAlive() {
    return workers().stream()
        .anyMatch(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
  }
}
