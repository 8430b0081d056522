package io.paretune.experiments.evaluation.network;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.data.Guessing;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.Exporter;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.evaluators.trial.measure.figure.FileFigure;
import io.paretune.evaluators.trial.measure.figure.FileFigures;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.evaluators.trial.preparation.Preparations;
import io.paretune.evaluators.trial.preparation.TrainingCost;
import io.paretune.evaluators.trial.preparation.kept.Place;
import io.paretune.evaluators.trial.preparation.kept.TimeTooShortException;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.InputFingerprint;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.finalists.Finalists;
import io.paretune.experiments.measuring.LateMeasuring;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.Stage;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.SharedDirectory;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.search.pruner.Screen;
import io.paretune.search.pruner.forecast.ForecastScreen;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.CandidateFeatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An opened search for networks: its data, the machine that latencies are taken on. */
final class NetworkTrials implements Evaluation {

  /** Trials that teach what a latency will be before one is foretold. */
  private static final int MEASURED_FIRST = 24;

  /**
   * Measured latencies that may be better than their bound. With none, the one that was disturbed
   * most would say what is to be hoped for, and nearly all would be measured.
   */
  private static final double BETTER_THAN_HOPED = 0.1;

  private static final double PERCENT = 100;

  private final TrialSpec trials;
  private final NetworkProblem problem;
  private final boolean baselines;
  private final List<String> features;
  private final SearchSpace space;
  private @Nullable Fingerprint identity;
  private @Nullable TestSplitEvaluation exam;

  private NetworkTrials(NetworkConfig search, NetworkProblem problem) {
    this.trials = search.trials();
    this.problem = problem;
    this.baselines = search.baselines();
    this.features = search.features();
    this.space = problem.space();
  }

  static NetworkTrials open(NetworkConfig search, Sources sources) {
    TrialSpec trials = search.trials();
    requireMeter(trials);
    trials.schedule().requireDevice();
    NetworkProblem problem = new NetworkProblem(trials, sources.data(trials.data()));
    problem.requireMetrics();
    problem.requireBatch();
    problem.requireTeacher();
    problem.requireSharing();
    trials
        .measuring()
        .latencyTable()
        .ifPresent(table -> table.predictor().requireFor(problem.candidates()));
    return new NetworkTrials(search, problem);
  }

  private static void requireMeter(TrialSpec trials) {
    HardwareProfile profile = trials.measuring().profile();
    Exporter.require(profile, trials.compression().quantisation());
    Measuring measuring = trials.measuring();
    if (measuring.latencyTable().isPresent() && profile.deployments().size() > 1) {
      throw new IllegalArgumentException(
          "a latency table tells what one runtime takes, profile '"
              + profile.name()
              + "' leaves the runtime open; use one with runtime: onnxruntime");
    }
    try {
      Meters.check(profile);
    } catch (HardwareException notHere) {
      throw new IllegalArgumentException(notHere.getMessage(), notHere);
    }
  }

  /** Asked once: over the network it can mean to measure a reference network. */
  private synchronized Fingerprint identity() {
    Fingerprint known = identity;
    if (known == null) {
      known = Meters.identity(profile()).machine();
      identity = known;
    }
    return known;
  }

  @Override
  public SearchSpace space() {
    return space;
  }

  @Override
  public Map<String, String> facts() {
    Fingerprint fingerprint = identity();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data", trials.data().source());
    facts.put("task", trials.data().task().name());
    facts.put("family", trials.architecture().family().name());
    facts.put("hardware profile", profile().name());
    if (profile().isElsewhere()) {
      facts.put(
          "agent",
          profile().agents().stream()
              .map(agent -> agent.url().toString())
              .collect(Collectors.joining(", ")));
    }
    trials
        .measuring()
        .latencyTable()
        .ifPresent(table -> facts.put("latency table", words(table, fingerprint)));
    missing().forEach(line -> facts.put(line.split(": ", 2)[0], line.split(": ", 2)[1]));
    fingerprint.toMap().forEach((key, value) -> facts.put("machine." + key, value));
    return facts;
  }

  private HardwareProfile profile() {
    return trials.measuring().profile();
  }

  /** Where a table comes from, and what follows. */
  private static String words(LatencyTable table, Fingerprint here) {
    String machine = table.fact(LatencyTable.FINGERPRINT).orElse(Fingerprint.UNKNOWN);
    return machine.equals(here.id())
        ? "of this machine"
        : "of another machine (" + machine + "): it ranks, and its milliseconds are not this one's";
  }

  @Override
  public List<Assignment> first() {
    return baselines ? problem.baselines() : List.of();
  }

  @Override
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(problem.data().description());
    remarks.add(Guessing.of(trials.data(), problem.data()).line());
    remarks.addAll(missing());
    int shares = trials.schedule().devices().places().size();
    if (shares > 1) {
      remarks.add(
          "each of the %d devices normalises its share of a batch by itself, as PyTorch's DistributedDataParallel does: networks with batch normalisation come out otherwise than on one"
              .formatted(shares));
    }
    return remarks;
  }

  @Override
  public Optional<String> cost(Budget budget, OptionalInt workers, int threads) {
    StepGate gate = Workplace.gate(MeasuringLease.ofThisHost());
    TrainingCost cost = TrainingCost.of(problem, budget.trials(), threads, gate);
    if (workers.isEmpty()) {
      return new CostInWords(cost, OptionalInt.empty()).of(budget);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    int atOnce = Math.min(workers.getAsInt(), Math.max(1, cores / threads));
    return new CostInWords(cost, OptionalInt.of(atOnce)).of(budget);
  }

  /** What is reported where it can be had, and cannot here. */
  private List<String> missing() {
    List<String> lines = new ArrayList<>();
    for (FileFigure figure : FileFigures.among(trials.measuring().wanted())) {
      figure
          .missing(profile())
          .ifPresent(why -> lines.add(figure.metric() + ": not available, " + why));
    }
    return lines;
  }

  @Override
  public Assignment usual() {
    return problem.usual();
  }

  @Override
  public Optional<Assignment> asItCame() {
    return problem.asItCame();
  }

  @Override
  public List<String> preparations() {
    return Preparations.names(trials.schedule());
  }

  @Override
  public void requireTime(Duration limit, long seed) {
    Duration share = Duration.ofMillis(Math.round(limit.toMillis() * shares().preparation()));
    Place place = new Place(SharedDirectory.path(), Workplace.gate(MeasuringLease.ofThisHost()));
    try {
      Preparations.of(problem, seed, place).forEach(each -> each.requireTime(share));
    } catch (TimeTooShortException tooShort) {
      throw new IllegalArgumentException(
          "%s (what comes before the search has %.0f %% of the limit)"
              .formatted(tooShort.getMessage(), PERCENT * shares().preparation()),
          tooShort);
    }
  }

  @Override
  public void requireMetrics(Set<String> metrics) {
    FileFigures.require(metrics, profile());
  }

  @Override
  public Optional<CandidateFeatures> features() {
    return features.isEmpty()
        ? Optional.empty()
        : Optional.of(new NetworkFeatures(problem, features));
  }

  @Override
  public Optional<Screen> screen() {
    return sharing()
        .filter(sharing -> trials.measuring().latency())
        .map(sharing -> new ForecastScreen(MEASURED_FIRST, BETTER_THAN_HOPED));
  }

  @Override
  public Finalists finalists() {
    return sharing()
        .map(Sharing::finalists)
        .filter(training -> training.epochs() > 0)
        .map(training -> new Finalists(training.seeds(), training.most(), training.toward()))
        .orElseGet(Finalists::none);
  }

  @Override
  public Sharing.TimeShares shares() {
    return sharing().map(Sharing::time).orElse(Sharing.TimeShares.usual());
  }

  private Optional<Sharing> sharing() {
    return trials.schedule().sharing();
  }

  @Override
  public synchronized Optional<TestSplitEvaluation> exam() {
    TestSplitEvaluation opened = exam;
    if (opened == null) {
      opened = TestSplitEvaluation.of(trials);
      exam = opened;
    }
    return Optional.of(opened);
  }

  @Override
  public Optional<InputFingerprint> inputs() {
    return Optional.of(
        InputFingerprint.of(problem.data(), problem.family().weightsHash(problem.context())));
  }

  @Override
  public Optional<Fingerprint> machine() {
    boolean figures =
        FileFigures.among(trials.measuring().wanted()).stream()
            .anyMatch(figure -> figure.missing(profile()).isEmpty());
    return figures || trials.measuring().latency() ? Optional.of(identity()) : Optional.empty();
  }

  @Override
  public LateMeasuring lateMeasuring(RunDirectory run, Stage stage) {
    return LateLatency.takes(trials.measuring())
        ? LateLatency.of(NetworkEvaluator.profile(trials, stage), problem.data().validation(), run)
        : LateMeasuring.none();
  }

  @Override
  public Optional<FileTimer> measuring(int attempts) {
    if (!trials.measuring().latency()) {
      return Optional.empty();
    }
    HardwareProfile profile = profile().withProtocol(profile().protocol().withAttempts(attempts));
    return Optional.of(
        FileTimer.of(
            profile, problem.data().validation(), Meters.of(profile, MeasuringLease.ofThisHost())));
  }
}
