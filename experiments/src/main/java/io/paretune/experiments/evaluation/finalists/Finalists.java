package io.paretune.experiments.evaluation.finalists;

import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Which members of a front are evaluated once more when the search is over, and how often.
 *
 * @param times that each is evaluated, at least 0; 0 for never
 * @param most members, at least 1
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
   * What is still to be evaluated of a study, in the order of {@link #among}.
   *
   * @param known figures by the number of the trial; who has a finalist's is done
   */
  public List<Trial> missing(Study<?> study, Map<Long, List<Assessment>> known) {
    if (times == 0) {
      return List.of();
    }
    List<Trial> front = study.paretoFront().stream().map(FrontMember::trial).toList();
    return among(front, study.definition().objectives().get(0)).stream()
        .filter(
            trial ->
                known.getOrDefault(trial.number(), List.of()).stream()
                    .noneMatch(each -> each.kind() == Assessment.Kind.FINALIST))
        .toList();
  }

  /**
   * The members, those first that matter most if time is left for a part alone. A model that came
   * with its weights is final as it is.
   *
   * @param front all of its members
   * @param first of the study's objectives
   */
  public List<Trial> among(List<Trial> front, Objective first) {
    Comparator<Trial> along = Comparator.comparingDouble(trial -> value(trial, first));
    List<Trial> inheriting = front.stream().filter(Finalists::inherits).sorted(along).toList();
    if (toward.isEmpty()) {
      return Spread.over(Spread.within(inheriting, most));
    }
    double best =
        front.stream()
            .mapToDouble(trial -> value(trial, first))
            .reduce(
                (a, b) -> first.direction().minimised(a) < first.direction().minimised(b) ? a : b)
            .orElse(0);
    return inheriting.stream()
        .sorted(
            Comparator.comparingDouble(
                trial -> Math.abs(expected(value(trial, first), best) - toward.getAsDouble())))
        .limit(most)
        .toList();
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
