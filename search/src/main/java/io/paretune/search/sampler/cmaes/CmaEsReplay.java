package io.paretune.search.sampler.cmaes;

import io.paretune.search.pareto.Costs;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The state of the search that a study's complete trials leave, generation after generation and run
 * after run: a cache of a pure function of its {@link Observations}.
 *
 * <p>What a trial teaches is the point that was drawn for it, which its assignment only shows cell
 * by cell on discrete axes and not at all on absent ones. So the point is drawn again, from the
 * present distribution or a recent one, until it gives the assignment. A trial of unknown origin
 * (enqueued, or drawn long ago) is taken to lie in the middle of its cells, and where it has no
 * parameter, to be drawn anew.
 */
final class CmaEsReplay {

  /** Distributions beside the present one that a late trial is looked for in. */
  private static final int REMEMBERED = 2;

  private static final int MOST_DOUBLINGS = 5;

  private final String name;
  private final CmaEs.Settings settings;
  private final Observations told = new Observations();
  private final List<double[]> points = new ArrayList<>();
  private final List<Costs> costs = new ArrayList<>();
  private final Deque<Distribution> recent = new ArrayDeque<>();
  private @Nullable AxisKinds kinds;
  private @Nullable CmaEsRestart run;
  private GenerationRanking preference = new GenerationRanking();
  private @Nullable Costs best;
  private int runs;
  private int followed;
  private int epoch;

  CmaEsReplay(String name, CmaEs.Settings settings) {
    this.name = name;
    this.settings = settings;
  }

  /** The distribution that the next proposal is drawn from. */
  Distribution follow(StudyView view) {
    told.follow(view);
    if (epoch != told.epoch() || run == null || kinds == null) {
      epoch = told.epoch();
      points.clear();
      costs.clear();
      recent.clear();
      preference = new GenerationRanking();
      best = null;
      runs = 0;
      followed = 0;
      kinds = new AxisKinds(view.definition().space());
      run = begin(view.definition(), kinds);
    }
    CmaEsRestart current = run;
    while (followed < told.size()) {
      int index = followed++;
      points.add(point(view.definition(), current, kinds, told.trial(index), told.unit(index)));
      costs.add(told.costs(index));
      if (points.size() == current.lambda()) {
        generation(current);
        if (current.converged()) {
          recent.clear();
          current = begin(view.definition(), kinds);
        }
      }
    }
    run = current;
    return current.distribution();
  }

  private void generation(CmaEsRestart current) {
    List<double[]> ordered = new ArrayList<>();
    List<Integer> order = preference.order(costs);
    order.forEach(place -> ordered.add(points.get(place)));
    boolean better;
    Costs first = costs.get(order.get(0));
    if (first.dimension() == 1) {
      better = best == null || first.dominates(best);
      best = better ? first : best;
    } else {
      better = preference.remember(costs);
    }
    recent.addFirst(current.distribution().snapshot());
    if (recent.size() > REMEMBERED) {
      recent.removeLast();
    }
    current.adapt(ordered, better);
    points.clear();
    costs.clear();
  }

  /** The first run starts in the middle, later ones at random, with twice the trials each. */
  private CmaEsRestart begin(StudyDefinition definition, AxisKinds axes) {
    SearchSpace space = definition.space();
    double[] start = new double[space.dimension()];
    RandomGenerator random = RandomStreams.of(definition.seed(), runs, name + "/start");
    for (int i = 0; i < start.length; i++) {
      start[i] = runs == 0 ? 0.5 : random.nextDouble();
    }
    int lambda = settings.lambda() << Math.min(runs, MOST_DOUBLINGS);
    runs++;
    best = null;
    return new CmaEsRestart(space, axes, start, settings.sigma(), lambda);
  }

  private double[] point(
      StudyDefinition definition,
      CmaEsRestart current,
      AxisKinds axes,
      Trial trial,
      double[] unit) {
    if (axes.plain()) {
      return unit;
    }
    if (trial.sampler().equals(name)) {
      double[] drawn = again(definition, trial, current.distribution());
      for (Distribution earlier : recent) {
        drawn = drawn == null ? again(definition, trial, earlier) : drawn;
      }
      if (drawn != null) {
        return drawn;
      }
    }
    return filled(definition, current, trial, unit);
  }

  /** The point that a distribution gave for a trial; null if it gave none. */
  private double @Nullable [] again(
      StudyDefinition definition, Trial trial, Distribution distribution) {
    Draws draws = new Draws(definition, trial.number(), name, distribution);
    for (int i = 0; i < Draws.MOST; i++) {
      double[] point = draws.next();
      Assignment assignment = definition.space().fromUnit(point);
      if (assignment.equals(trial.assignment())) {
        return point;
      }
    }
    return null;
  }

  private double[] filled(
      StudyDefinition definition, CmaEsRestart current, Trial trial, double[] unit) {
    double[] filler =
        current
            .distribution()
            .draw(RandomStreams.of(definition.seed(), trial.number(), name + "/absent"), 0);
    for (int i = 0; i < filler.length; i++) {
      filler[i] = Double.isNaN(unit[i]) ? filler[i] : unit[i];
    }
    return filler;
  }
}
