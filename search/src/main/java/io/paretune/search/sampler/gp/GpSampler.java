package io.paretune.search.sampler.gp;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.LatinHypercube;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Bayesian optimisation with Gaussian processes: proposes what promises the most improvement.
 *
 * <p>One objective: expected improvement, in logarithms (Ament et al. 2023, arXiv:2310.20708). Two
 * or three: exact expected hypervolume improvement over independent processes (Yang, Emmerich,
 * Deutz, Baeck 2019, doi:10.1007/s10898-019-00798-7), towards a reference point a tenth of the
 * front's extent beyond its worst values. Four or more: expected improvement of a Chebyshev scalar
 * whose weights are drawn anew for each trial (after ParEGO, Knowles 2006,
 * doi:10.1109/TEVC.2005.851274). Each constraint has a process of its own, and the promise is
 * multiplied by the probability that all hold; while nothing is feasible, that probability alone is
 * maximised.
 *
 * <p>Running trials are believed to give what is expected of them, so that batches spread; trials
 * that failed or were pruned count as no better than the median.
 *
 * <p>The processes' shapes are fitted, always from the same starts, whenever a tenth more trials
 * are complete, so that a fresh instance needs one fit only; in between they are conditioned on
 * everything known. With n complete trials, at most {@code points}, an ask costs O(n^3 / 3 +
 * candidates n^2) an objective and constraint, and a fit a few dozen times O(n^3).
 *
 * <p>Numbers are searched with an automatic relevance determination Matern-5/2 kernel; words are
 * all equally far apart; absent parameters are a place of their own.
 */
public final class GpSampler implements Sampler {

  /** Best trials whose surroundings are searched. */
  private static final int BASES = 10;

  private final Settings settings;
  private final Observations told = new Observations();
  private @Nullable PosteriorFitting fitting;
  private int epoch = -1;

  /**
   * How it searches.
   *
   * @param startupTrials complete trials before a process is fitted
   * @param points complete trials that a process looks at, at most
   * @param candidates points compared before the best are improved
   */
  public record Settings(int startupTrials, int points, int candidates) {

    /** Checks the settings. */
    public Settings {
      if (startupTrials < 2) {
        throw new IllegalArgumentException(
            "startupTrials must be at least 2, got " + startupTrials);
      }
      if (points < startupTrials || points < 20) {
        throw new IllegalArgumentException(
            "points must be at least 20 and startupTrials, got "
                + points
                + " and "
                + startupTrials);
      }
      if (candidates < 16) {
        throw new IllegalArgumentException("candidates must be at least 16, got " + candidates);
      }
    }

    /** 10 starting points, at most 400 in a process, 1000 candidates. */
    public static Settings defaults() {
      return new Settings(10, 400, 1000);
    }
  }

  /** A sampler with the given settings. */
  public GpSampler(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "gp";
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    SearchSpace space = view.definition().space();
    long seed = view.definition().seed();
    RandomGenerator random = RandomStreams.of(seed, trialNumber, name());
    told.follow(view);
    if (told.size() < settings.startupTrials()) {
      return LatinHypercube.start(view, name(), trialNumber, settings.startupTrials(), random);
    }
    if (fitting == null || epoch != told.epoch()) {
      fitting =
          new PosteriorFitting(
              new FeatureEncoding(space), told, settings.startupTrials(), settings.points());
      epoch = told.epoch();
    }
    Posterior posterior = fitting.at(view, trialNumber);
    Optional<Assignment> best =
        new AcquisitionOptimizer(posterior, view, random)
            .best(bases(random), settings.candidates());
    return best.isPresent() ? best : Deduplication.anywhere(view, random);
  }

  private List<double[]> bases(RandomGenerator random) {
    List<Costs> costs = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      costs.add(told.costs(i));
      order.add(i);
    }
    int[] ranks = NonDominatedSorting.ranks(costs);
    order.sort(Comparator.comparingInt(i -> ranks[i]));
    List<double[]> bases = new ArrayList<>();
    for (int i : order.subList(0, Math.min(BASES, order.size()))) {
      double[] position = told.unit(i).clone();
      for (int k = 0; k < position.length; k++) {
        position[k] = Double.isNaN(position[k]) ? random.nextDouble() : position[k];
      }
      bases.add(position);
    }
    return bases;
  }
}
