package io.paretune.search.pruner.forecast;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.ParetoFront;
import io.paretune.search.pruner.Screen;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Foretells the objectives that are not known of trials which a complete one dominates even where
 * they turn out as well as there is reason to hope; all others are measured. So every member of a
 * front is. What is optimistic is learned as {@link HopelessPruner} learns it, from trials that
 * were measured.
 */
public final class ForecastScreen implements Screen {

  private final Forecasts forecasts;

  /**
   * A bound that no trial so far was better than.
   *
   * @param startupTrials measured trials to wait for, at least 5
   */
  public ForecastScreen(int startupTrials) {
    this(startupTrials, HopelessPruner.Settings.defaults().missRate());
  }

  /**
   * @param startupTrials measured trials to wait for, at least 5
   * @param missRate share of the measured trials that may be better than their bound, 0 to 0.5: the
   *     more, the fewer are measured
   */
  public ForecastScreen(int startupTrials, double missRate) {
    HopelessPruner.Settings checked =
        HopelessPruner.Settings.defaults().withStartupTrials(startupTrials).withMissRate(missRate);
    this.forecasts =
        new Forecasts(checked.startupTrials(), checked.missRate(), ForecastScreen::measured);
  }

  private static boolean measured(Trial trial) {
    return trial.measurement().orElseThrow().caveats().stream()
        .noneMatch(caveat -> caveat.kind() == Caveat.Kind.FORETOLD);
  }

  @Override
  public Verdict judge(StudyView view, Trial trial) {
    StudyDefinition definition = view.definition();
    Set<String> known = new TreeSet<>(trial.declared().keySet());
    if (!constraintsFollow(definition, known)) {
      return Verdict.keep();
    }
    forecasts.follow(view);
    List<String> metrics = List.copyOf(known);
    Optional<Forecasts.Lessons> learned = forecasts.learned(definition, metrics);
    if (learned.isEmpty()) {
      return Verdict.keep();
    }
    List<OptimisticBound> bounds = learned.get().objectives();
    double[] row = Features.of(definition.space(), trial, metrics);
    Costs hoped = Costs.of(bounds.stream().mapToDouble(each -> each.best(trial, row)).toArray());
    for (ParetoFront.Member member : forecasts.front()) {
      if (member.costs().dominates(hoped)) {
        return foretold(definition, trial, row, learned.get(), member.id());
      }
    }
    return Verdict.keep();
  }

  /** What is constrained is known, or an objective that will be. */
  private static boolean constraintsFollow(StudyDefinition definition, Set<String> known) {
    Set<String> told = new TreeSet<>(known);
    definition.objectives().forEach(objective -> told.add(objective.name()));
    return definition.constraints().stream().map(Constraint::metric).allMatch(told::contains);
  }

  private static Verdict foretold(
      StudyDefinition definition,
      Trial trial,
      double[] row,
      Forecasts.Lessons learned,
      long better) {
    Map<String, Double> values = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < definition.objectives().size(); i++) {
      Objective objective = definition.objectives().get(i);
      if (trial.declared().containsKey(objective.name())) {
        continue;
      }
      OptimisticBound bound = learned.objectives().get(i);
      values.put(objective.name(), objective.direction().minimised(bound.expected(trial, row)));
      words.add(inWords(bound.spread(), learned.size()));
    }
    if (values.isEmpty()) {
      return Verdict.keep();
    }
    return new Verdict.Foretold(
        values, String.join("; ", words) + "; trial " + better + " is better even so");
  }

  private static String inWords(OptimisticBound.Spread error, int trials) {
    return error.relative()
        ? String.format(
            Locale.ROOT,
            "foretold from %d trials, %.1f %% off in the median, %.1f %% in one of twenty",
            trials,
            100 * error.median(),
            100 * error.most())
        : String.format(
            Locale.ROOT,
            "foretold from %d trials, %.3g off in the median, %.3g in one of twenty",
            trials,
            error.median(),
            error.most());
  }
}
