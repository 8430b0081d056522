package io.paretune.results.summary;

import io.paretune.search.insight.Fanova;
import io.paretune.search.insight.Importance;
import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.HypervolumeTrace;
import io.paretune.search.pareto.ParetoFront;
import io.paretune.search.space.Parameter;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every report shows, worked out once from a study's trials. Immutable.
 *
 * <p>A measurement may say where it was taken ({@link Measurement#machine}), of which file ({@link
 * Measurement#artifact}) and which of its figures must be read with care ({@link
 * Measurement#caveats}). Figures of another machine than the attribute of that name tells of the
 * run's last are shown, and left out of front and hypervolume.
 */
public final class StudySummary {

  private final StudyDefinition definition;
  private final List<Trial> trials;
  private final Map<String, String> attributes;
  private final List<Trial> finished;
  private final List<Trial> front;
  private final Set<Long> frontNumbers;
  private final List<String> furtherMetrics;
  private final List<FutureTask<Optional<Importance>>> importance;
  private @Nullable List<Double> hypervolume;

  private StudySummary(
      StudyDefinition definition, List<Trial> trials, Map<String, String> attributes) {
    this.definition = definition;
    this.trials = List.copyOf(trials);
    this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    this.finished =
        trials.stream()
            .filter(trial -> trial.state().isFinished())
            .sorted(Comparator.comparingLong(Trial::finishOrder))
            .toList();
    this.front = front(definition, here(finished, this.attributes));
    this.frontNumbers = numbers(front);
    Set<String> metrics = new LinkedHashSet<>();
    for (Trial trial : trials) {
      trial.measurement().ifPresent(measured -> metrics.addAll(measured.metrics().keySet()));
    }
    definition.objectives().forEach(objective -> metrics.remove(objective.name()));
    // a figure taken again belongs beside the first: narrow tables leave out the last columns
    this.furtherMetrics =
        metrics.stream()
            .sorted(Comparator.comparing((String metric) -> !Assessment.isAgain(metric)))
            .toList();
    this.importance =
        definition.objectives().stream()
            .map(objective -> new FutureTask<>(() -> importance(objective)))
            .toList();
  }

  /**
   * Summarises a study.
   *
   * @param trials all of them, in any state
   * @param attributes facts about the whole run, by name
   */
  public static StudySummary of(
      StudyDefinition definition, List<Trial> trials, Map<String, String> attributes) {
    return new StudySummary(definition, trials, attributes);
  }

  /**
   * Trials whose figures may be compared: not those of another machine than the run's last; and
   * where finalists were trained on and others have what they inherited, only the former.
   */
  private static List<Trial> here(List<Trial> some, Map<String, String> attributes) {
    boolean trained =
        some.stream()
            .anyMatch(trial -> trial.measurement().map(Assessment::isFinalists).orElse(false));
    return some.stream()
        .filter(trial -> !elsewhere(trial, attributes) && !(trained && inherited(trial)))
        .toList();
  }

  /** Whether a trial's network has the weights of a shared one and was not trained on. */
  public static boolean inherited(Trial trial) {
    return reason(trial, Caveat.Kind.INHERITED).isPresent();
  }

  /** How a figure that was not measured was foretold; empty if all were measured. */
  public static Optional<String> foretold(Trial trial) {
    return reason(trial, Caveat.Kind.FORETOLD);
  }

  /** Whether a trial was measured on another machine than that which the run was last on. */
  public boolean elsewhere(Trial trial) {
    return elsewhere(trial, attributes);
  }

  private static boolean elsewhere(Trial trial, Map<String, String> attributes) {
    String there = trial.measurement().map(Measurement::machine).orElse("");
    String last = attributes.getOrDefault(Measurement.MACHINE, there);
    return !there.isEmpty() && !there.equals(last);
  }

  /** What a complete trial costs, each objective to be minimised. */
  public Costs costs(Trial complete) {
    return definition.costs(complete.measurement().orElseThrow());
  }

  private static List<Trial> front(StudyDefinition definition, List<Trial> finished) {
    ParetoFront front = new ParetoFront();
    Map<Long, Trial> byNumber = new HashMap<>();
    for (Trial trial : finished) {
      byNumber.put(trial.number(), trial);
      trial.measurement().ifPresent(m -> front.offer(trial.number(), definition.costs(m)));
    }
    int cost = firstCost(definition);
    List<ParetoFront.Member> members = new ArrayList<>(front.members());
    members.sort(
        Comparator.<ParetoFront.Member>comparingDouble(member -> member.costs().get(cost))
            .thenComparingLong(ParetoFront.Member::id));
    List<Trial> sorted = new ArrayList<>();
    for (ParetoFront.Member member : members) {
      Optional.ofNullable(byNumber.get(member.id())).ifPresent(sorted::add);
    }
    return List.copyOf(sorted);
  }

  private static Set<Long> numbers(List<Trial> trials) {
    return trials.stream().map(Trial::number).collect(Collectors.toUnmodifiableSet());
  }

  /** The first objective to be minimised, or the first at all. */
  private static int firstCost(StudyDefinition definition) {
    for (int i = 0; i < definition.objectives().size(); i++) {
      if (definition.objectives().get(i).direction().minimised(1) > 0) {
        return i;
      }
    }
    return 0;
  }

  private static List<Double> trace(
      StudyDefinition definition, List<Trial> finished, Set<Long> here) {
    // a trial without a measurement adds nothing: an infeasible point stands for it
    Costs nothing = Costs.of(new double[definition.objectives().size()], 1);
    double[] trace =
        HypervolumeTrace.of(
            finished.stream()
                .map(
                    trial ->
                        trial
                            .measurement()
                            .filter(measured -> here.contains(trial.number()))
                            .map(definition::costs)
                            .orElse(nothing))
                .toList());
    List<Double> boxed = new ArrayList<>();
    for (double value : trace) {
      boxed.add(value);
    }
    return List.copyOf(boxed);
  }

  /** What was searched and optimised. */
  public StudyDefinition definition() {
    return definition;
  }

  /** All trials, by number. */
  public List<Trial> trials() {
    return trials;
  }

  /** Trials that ended, in the order in which they did. */
  public List<Trial> finished() {
    return finished;
  }

  /** Members of the front, by the first objective to be minimised. */
  public List<Trial> front() {
    return front;
  }

  /** Facts about the whole run, by name. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** Names of parameters, in the space's order. */
  public List<String> parameters() {
    return definition.space().parameters().stream().map(Parameter::name).toList();
  }

  /** Names of objectives, in the study's order. */
  public List<String> objectives() {
    return definition.objectives().stream().map(Objective::name).toList();
  }

  /**
   * Names of metrics that are no objectives: what was measured again, then the others, in the order
   * in which trials first reported them.
   */
  public List<String> furtherMetrics() {
    return furtherMetrics;
  }

  /**
   * How the hypervolume grew: one value for each of {@link #finished}, 0 to 1. Worked out when
   * first asked for.
   */
  public synchronized List<Double> hypervolume() {
    List<Double> known = hypervolume;
    if (known == null) {
      known = trace(definition, finished, numbers(here(finished, attributes)));
      hypervolume = known;
    }
    return known;
  }

  /**
   * How much each parameter mattered for each objective; empty with fewer than 20 complete trials.
   * Worked out when first asked for, since it can take seconds: threads that ask at the same time
   * share the work, an objective at a time.
   */
  public List<Importance> importance() {
    // one that another thread has begun, or ended, is passed over
    importance.forEach(FutureTask::run);
    return importance.stream().flatMap(task -> result(task).stream()).toList();
  }

  private Optional<Importance> importance(Objective objective) {
    return new Fanova(Fanova.Settings.defaults()).of(definition, trials, objective);
  }

  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while the importance was worked out", interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the importance cannot be worked out", failed.getCause());
    }
  }

  /** How many trials are in each state; states without trials are left out. */
  public Map<TrialState, Integer> counts() {
    Map<TrialState, Integer> counts = new EnumMap<>(TrialState.class);
    trials.forEach(trial -> counts.merge(trial.state(), 1, Integer::sum));
    return counts;
  }

  /** Numbers of the front's members. */
  public Set<Long> frontNumbers() {
    return frontNumbers;
  }

  /** A trial's value of a metric, if it has one. */
  public static Optional<Double> metric(Trial trial, String name) {
    return trial.measurement().map(measured -> measured.metrics().get(name));
  }

  /** The SHA-256 of the file that was measured; empty text if a trial has none. */
  public static String artifact(Trial trial) {
    return trial.measurement().map(Measurement::artifact).orElse("");
  }

  /** How far a figure that was taken again is from the search's; empty if not too far. */
  public static Optional<String> disagreement(Trial trial) {
    return reason(trial, Caveat.Kind.APART);
  }

  /** Why one of a trial's figures is not to be relied on; empty if all are. */
  public static Optional<String> unstable(Trial trial) {
    return reason(trial, Caveat.Kind.UNSTABLE);
  }

  private static Optional<String> reason(Trial trial, Caveat.Kind kind) {
    return trial.measurement().stream()
        .flatMap(measured -> measured.caveats().stream())
        .filter(caveat -> caveat.kind() == kind)
        .map(Caveat::reason)
        .findFirst();
  }
}
