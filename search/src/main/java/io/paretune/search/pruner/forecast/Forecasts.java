package io.paretune.search.pruner.forecast;

import io.paretune.search.pareto.ParetoFront;
import io.paretune.search.sampler.Observations;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What complete trials teach of those that still run: bounds on every objective and constraint.
 * Models are learned anew each time that there are a tenth more complete trials, from the last 400
 * of them. A cache of a pure function of the view.
 */
final class Forecasts {

  private static final int WINDOW = 400;

  private final int startupTrials;
  private final double missRate;
  private final Predicate<Trial> teaches;
  private final Observations observations = new Observations();
  private ParetoFront front = new ParetoFront();
  private int offered;
  private int epoch = -1;
  private @Nullable Lessons lessons;

  /**
   * @param startupTrials complete trials that know what the judged one knows to wait for
   * @param missRate share of the complete trials that may be better than their bound
   * @param teaches which complete trials are learned from
   */
  Forecasts(int startupTrials, double missRate, Predicate<Trial> teaches) {
    this.startupTrials = startupTrials;
    this.missRate = missRate;
    this.teaches = teaches;
  }

  /** Takes over what ended since the last call. */
  void follow(StudyView view) {
    observations.follow(view);
    if (epoch != observations.epoch()) {
      epoch = observations.epoch();
      front = new ParetoFront();
      offered = 0;
      lessons = null;
    }
    for (; offered < observations.size(); offered++) {
      front.offer(observations.trial(offered).number(), observations.costs(offered));
    }
  }

  /** The members of the front, earlier studies' among them. */
  List<ParetoFront.Member> front() {
    return front.members();
  }

  /**
   * What the first so many complete trials teach; empty as long as there are too few.
   *
   * @param metrics that the judged trial knows
   */
  Optional<Lessons> learned(StudyDefinition definition, List<String> metrics) {
    int size = scheduled(observations.size());
    if (lessons == null || lessons.size() != size || !lessons.metrics().equals(metrics)) {
      lessons = learn(definition, metrics, size);
    }
    return lessons.objectives().isEmpty() ? Optional.empty() : Optional.of(lessons);
  }

  /** The largest number of complete trials up to some at which models are learned. */
  private int scheduled(int complete) {
    int size = 0;
    for (int next = startupTrials; next <= complete; next += Math.max(2, next / 10)) {
      size = next;
    }
    return size;
  }

  private Lessons learn(StudyDefinition definition, List<String> metrics, int size) {
    List<Integer> last = new ArrayList<>();
    for (int i = size - 1; i >= 0 && last.size() < WINDOW; i--) {
      Trial trial = observations.trial(i);
      if (trial.declared().keySet().containsAll(metrics) && teaches.test(trial)) {
        last.add(i);
      }
    }
    if (last.size() < startupTrials) {
      return new Lessons(size, metrics, List.of(), List.of());
    }
    List<Trial> trials = last.stream().map(observations::trial).toList();
    double[][] rows =
        trials.stream()
            .map(trial -> Features.of(definition.space(), trial, metrics))
            .toArray(double[][]::new);
    List<OptimisticBound> objectives = new ArrayList<>();
    for (int j = 0; j < definition.objectives().size(); j++) {
      int objective = j;
      double[] measured =
          last.stream().mapToDouble(i -> observations.costs(i).get(objective)).toArray();
      Objective declared = definition.objectives().get(j);
      objectives.add(
          metrics.contains(declared.name())
              ? OptimisticBound.ofKnown(declared.name(), declared.direction(), trials, measured)
              : OptimisticBound.ofForetold(rows, measured, missRate));
    }
    List<Limit> limits =
        definition.constraints().stream()
            .filter(constraint -> metrics.contains(constraint.metric()))
            .map(constraint -> limit(constraint, trials))
            .toList();
    return new Lessons(size, metrics, objectives, limits);
  }

  private static Limit limit(Constraint constraint, List<Trial> trials) {
    Direction better =
        constraint.kind() == Constraint.Kind.AT_MOST ? Direction.MINIMIZE : Direction.MAXIMIZE;
    double[] measured =
        trials.stream()
            .mapToDouble(trial -> trial.measurement().orElseThrow().metric(constraint.metric()))
            .map(better::minimised)
            .toArray();
    return new Limit(
        constraint, better, OptimisticBound.ofKnown(constraint.metric(), better, trials, measured));
  }

  /**
   * What was learned.
   *
   * @param size complete trials at that time
   * @param metrics that the trials knew
   * @param objectives a hope each; none if there were too few trials
   * @param limits constraints on what is known
   */
  record Lessons(
      int size, List<String> metrics, List<OptimisticBound> objectives, List<Limit> limits) {}

  record Limit(Constraint constraint, Direction direction, OptimisticBound hope) {}
}
