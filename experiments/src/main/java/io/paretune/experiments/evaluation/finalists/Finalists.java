package io.paretune.experiments.evaluation.finalists;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Which members of a front are evaluated once more when the search is over, and how often.
 *
 * @param times that each is evaluated, at least 0; 0 for never
 * @param most networks, at least 1
 * @param toward a value of the first objective that is wanted: the members that are likely to end
 *     nearest to it are evaluated; if empty, they are spread over the front
 */
public record Finalists(int times, int most, OptionalDouble toward) {

  /**
   * Share of what a member lacks of the best that its training usually brings back. Of ResNet-20's
   * parts on CIFAR-10, 45 and 65 % came back in 13 epochs.
   */
  private static final double BROUGHT_BACK = 0.5;

  /** Nothing is evaluated once more. */
  public static Finalists none() {
    return new Finalists(0, Integer.MAX_VALUE, OptionalDouble.empty());
  }

  /**
   * What is still to be evaluated of a study: the front in the order of {@link #among}, and then
   * what lies behind it, rank by rank. A trained network may well come before another whose
   * inherited figures were a little better.
   *
   * @param known figures by the number of the trial; who has a finalist's is done
   * @param ranks behind the front that are evaluated if time is left, at least 0
   */
  public List<Trial> missing(Study<?> study, Map<Long, List<Assessment>> known, int ranks) {
    if (times == 0) {
      return List.of();
    }
    Objective first = study.definition().objectives().get(0);
    List<Trial> front = study.paretoFront().stream().map(FrontMember::trial).toList();
    List<Trial> chosen = new ArrayList<>(among(front, first));
    for (List<Trial> rank : behind(study.definition(), study.trials(), ranks)) {
      ordered(rank, first, best(front, first)).stream()
          .limit(most - chosen.size())
          .forEach(chosen::add);
    }
    return chosen.stream()
        .filter(
            trial ->
                known.getOrDefault(trial.number(), List.of()).stream()
                    .noneMatch(each -> each.kind() == Assessment.Kind.FINALIST))
        .toList();
  }

  /** What keeps the constraints and inherits, by non-dominated ranks; the front is none of them. */
  private static List<List<Trial>> behind(
      StudyDefinition definition, List<Trial> trials, int count) {
    List<Trial> feasible =
        trials.stream()
            .filter(trial -> trial.state() == TrialState.COMPLETE)
            .filter(trial -> costs(definition, trial).feasible())
            .toList();
    int[] ranks =
        NonDominatedSorting.ranks(feasible.stream().map(each -> costs(definition, each)).toList());
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            rank ->
                IntStream.range(0, ranks.length)
                    .filter(i -> ranks[i] == rank)
                    .mapToObj(feasible::get)
                    .filter(Finalists::inherits)
                    .toList())
        .toList();
  }

  private static Costs costs(StudyDefinition definition, Trial trial) {
    return definition.costs(trial.measurement().orElseThrow());
  }

  /**
   * The members, those first that matter most if time is left for a part alone. A model that came
   * with its weights is final as it is.
   *
   * @param front all of its members
   * @param first of the study's objectives
   */
  public List<Trial> among(List<Trial> front, Objective first) {
    List<Trial> inheriting = front.stream().filter(Finalists::inherits).toList();
    if (toward.isEmpty()) {
      return Spread.over(Spread.within(along(inheriting, first), most));
    }
    return ordered(inheriting, first, best(front, first)).stream().limit(most).toList();
  }

  private List<Trial> ordered(List<Trial> row, Objective first, double best) {
    if (toward.isEmpty()) {
      return Spread.over(along(row, first));
    }
    return along(row, first).stream()
        .sorted(
            Comparator.comparingDouble(
                trial -> Math.abs(expected(value(trial, first), best) - toward.getAsDouble())))
        .toList();
  }

  private static List<Trial> along(List<Trial> row, Objective first) {
    return row.stream().sorted(Comparator.comparingDouble(trial -> value(trial, first))).toList();
  }

  private static double best(List<Trial> front, Objective first) {
    return front.stream()
        .mapToDouble(trial -> value(trial, first))
        .reduce((a, b) -> first.direction().minimised(a) < first.direction().minimised(b) ? a : b)
        .orElse(0);
  }

  private static double expected(double inherited, double best) {
    return inherited + BROUGHT_BACK * (best - inherited);
  }

  private static double value(Trial trial, Objective objective) {
    return trial.measurement().orElseThrow().metric(objective.name());
  }

  private static boolean inherits(Trial member) {
    return member.measurement().orElseThrow().caveats().stream()
        .anyMatch(caveat -> caveat.kind() == Caveat.Kind.INHERITED);
  }
}
