package io.paretune.experiments.api;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.evaluators.trial.Architecture;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.TrainingDevices;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.figure.FileFigures;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.network.NetworkConfig;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.search.pruner.Pruner;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A search for networks, said in Java: what an experiment file says, in one process.
 *
 * <pre>{@code
 * NetworkSearch.of("fashion-mini")
 *     .family("resnet")
 *     .compress(space -> space.withBits(List.of(32, 8)))
 *     .measureOn("cpu-1-thread")
 *     .objectives("accuracy", "latency-ms")
 *     .trials(30)
 *     .run(Path.of("runs/fashion"));
 * }</pre>
 *
 * <p>Trials are evaluated one after another on the calling thread. Everything that an experiment
 * file leaves out has the same default here. Not thread safe.
 */
public final class NetworkSearch {

  private final DataSpec data;
  private String name = "network-search";
  private @Nullable Architecture architecture;
  private CompressionSpace compression = CompressionSpace.none();
  private Schedule schedule = Schedule.defaults();
  private HardwareProfile profile = HardwareProfiles.named(HardwareProfiles.names().get(0));
  private UnaryOperator<Measuring> measuring = UnaryOperator.identity();
  private final List<Objective> objectives = new ArrayList<>();
  private final List<Constraint> constraints = new ArrayList<>();
  private final Set<String> reported = new LinkedHashSet<>();
  private final Set<String> features = new LinkedHashSet<>();
  private Optional<Sampler> sampler = Optional.empty();
  private Optional<Pruner> pruner = Optional.empty();
  private Budget budget = Budget.trials(30);
  private long seed = 1;
  private boolean baselines = true;

  private NetworkSearch(DataSpec data) {
    this.data = data;
  }

  /** A search on data that are built in, or in a directory or file. */
  public static NetworkSearch of(String data) {
    return of(DataSpec.of(data));
  }

  /** A search on data. */
  public static NetworkSearch of(DataSpec data) {
    return new NetworkSearch(data);
  }

  /** The study's name in the directory's database. Default {@code network-search}. */
  public NetworkSearch name(String newName) {
    name = newName;
    return this;
  }

  /** Which networks. */
  public NetworkSearch family(Family family) {
    architecture = Architecture.of(family);
    return this;
  }

  /**
   * Which networks, of a family that ships with Paretune.
   *
   * @throws IllegalArgumentException if there is no such family, listing those there are
   */
  public NetworkSearch family(String family) {
    return family(family, Map.of());
  }

  /**
   * As {@link #family(String)}, with options.
   *
   * @param options what is searched of each option, by its name
   */
  public NetworkSearch family(String family, Map<String, List<Object>> options) {
    architecture = new Architecture(Families.standard().named(family), options);
    return this;
  }

  /** Which compression, given none. Default: networks stay as they are trained, in 32 bits. */
  public NetworkSearch compress(UnaryOperator<CompressionSpace> change) {
    compression = change.apply(compression);
    return this;
  }

  /** How networks are trained, given the defaults. */
  public NetworkSearch train(UnaryOperator<TrainingSettings> change) {
    schedule = schedule.withTraining(schedule.training().over(change));
    return this;
  }

  /** What is searched of how networks are trained, given nothing. */
  public NetworkSearch tune(UnaryOperator<TrainingSpace> change) {
    schedule = schedule.withTraining(change.apply(schedule.training()));
    return this;
  }

  /** What follows the training, and the teacher, given the defaults. */
  public NetworkSearch schedule(UnaryOperator<Schedule> change) {
    schedule = change.apply(schedule);
    return this;
  }

  /**
   * Trains one network that all trials are parts of, see {@link Sharing}: a trial costs seconds,
   * and the members of the front are trained on at the end.
   */
  public NetworkSearch share(Sharing sharing) {
    return schedule(given -> given.withSharing(sharing));
  }

  /** Where networks are trained. Default the processor. */
  public NetworkSearch trainOn(Device device) {
    return trainOn(TrainingDevices.of(device));
  }

  /** Where networks are trained: free ones, or several that share out every step's batch. */
  public NetworkSearch trainOn(TrainingDevices devices) {
    schedule = schedule.withDevices(devices);
    return this;
  }

  /**
   * Where latencies are measured, by the name of a profile that ships with Paretune.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public NetworkSearch measureOn(String newProfile) {
    return measureOn(HardwareProfiles.named(newProfile));
  }

  /** Where latencies are measured. */
  public NetworkSearch measureOn(HardwareProfile newProfile) {
    profile = newProfile;
    return this;
  }

  /** What else is asked of a trial's file: a latency table, further formats. */
  public NetworkSearch measure(UnaryOperator<Measuring> change) {
    measuring = change;
    return this;
  }

  /**
   * What is optimised, each in the direction that it is better in.
   *
   * @param metrics names of {@linkplain Metrics#names metrics of the task}
   * @throws IllegalArgumentException naming one that is none of them
   */
  public NetworkSearch objectives(String... metrics) {
    for (String metric : metrics) {
      Metric known = known(metric);
      objectives.add(new Objective(metric, known.direction(), known.unit()));
    }
    return this;
  }

  /** A hard bound on a metric. */
  public NetworkSearch constrain(Constraint constraint) {
    known(constraint.metric());
    constraints.add(constraint);
    return this;
  }

  /** Metrics that are measured beside. */
  public NetworkSearch report(String... metrics) {
    for (String metric : metrics) {
      reported.add(known(metric).name());
    }
    return this;
  }

  /**
   * What samplers are told of networks before they are evaluated: counters and zero-cost proxies,
   * from which {@code surrogate} learns. Default nothing.
   */
  public NetworkSearch features(String... known) {
    features.addAll(List.of(known));
    return this;
  }

  private Metric known(String metric) {
    return Metrics.named(data.task(), metric);
  }

  /** Who proposes. Default: the one that suits the study, see {@code sampler.auto}. */
  public NetworkSearch sampler(Sampler newSampler) {
    sampler = Optional.of(newSampler);
    return this;
  }

  /** Who stops hopeless trials. Default nobody. */
  public NetworkSearch pruner(Pruner newPruner) {
    pruner = Optional.of(newPruner);
    return this;
  }

  /** So many trials. Default 30. */
  public NetworkSearch trials(long trials) {
    return budget(Budget.trials(trials));
  }

  /** When the search has done enough. */
  public NetworkSearch budget(Budget newBudget) {
    budget = newBudget;
    return this;
  }

  /** What every random choice depends on. Default 1. */
  public NetworkSearch seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Whether the smallest and the largest network are tried first. Default true. */
  public NetworkSearch baselines(boolean first) {
    baselines = first;
    return this;
  }

  /**
   * What the trials are made of.
   *
   * @throws IllegalStateException if there is no family or no objective yet
   */
  public TrialSpec trialSpec() {
    if (architecture == null) {
      throw new IllegalStateException("a network search needs a family: call family(..)");
    }
    if (objectives.isEmpty()) {
      throw new IllegalStateException(
          "a network search needs objectives: call objectives(..) with some of "
              + Metrics.names(data.task()));
    }
    Set<String> wanted = new LinkedHashSet<>(reported);
    wanted.addAll(judged());
    return new TrialSpec(
        data, architecture, compression, schedule, measuring.apply(Measuring.of(profile, wanted)));
  }

  private Set<String> judged() {
    Set<String> metrics = new LinkedHashSet<>();
    objectives.forEach(objective -> metrics.add(objective.name()));
    constraints.forEach(constraint -> metrics.add(constraint.metric()));
    return metrics;
  }

  /**
   * Searches until the budget is spent. What is found is kept in the directory: the study in a
   * database, each network's file by its SHA-256 under {@code artifacts}. The same search on the
   * same directory goes on where it was.
   *
   * @return the study, at its end
   * @throws IllegalArgumentException if the search cannot work, before anything is written
   * @throws IllegalStateException if the directory holds another study of this name
   */
  public Study<Assignment> run(Path directory) {
    FileFigures.require(judged(), profile);
    return new InProcessRun(
            new NetworkConfig(trialSpec(), List.copyOf(reported), List.copyOf(features), baselines),
            new Sources(),
            seed,
            directory)
        .search(
            builder -> {
              builder.name(name).seed(seed);
              objectives.forEach(builder::objective);
              constraints.forEach(builder::constrain);
              sampler.ifPresent(builder::sampler);
              pruner.ifPresent(builder::pruner);
            },
            budget);
  }
}
