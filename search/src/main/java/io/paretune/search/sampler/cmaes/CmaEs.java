package io.paretune.search.sampler.cmaes;

import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyView;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * CMA-ES (Hansen 2016, The CMA evolution strategy: a tutorial, arXiv:1604.00772) by ask and tell,
 * without a barrier between generations.
 *
 * <p>The distribution adapts whenever another {@code lambda} trials are complete, whoever proposed
 * them; an ask draws from the distribution of the moment, so that with many workers no one waits,
 * and a late trial is learned from like any other. Whole numbers and ordered choices are kept from
 * freezing by a margin ({@link Margin}), choices of words have odds of their own ({@link
 * CategoricalDistribution}), absent parameters drift. Constraints: feasible first, then by
 * violation. Several objectives: see {@link GenerationRanking}; NSGA-II covers a wide front better.
 * When a run has converged, the next begins elsewhere with twice the trials a generation (Auger,
 * Hansen 2005, doi:10.1109/CEC.2005.1554902).
 *
 * <p>An ask and a tell cost O(dimension^2), an adaptation O(dimension^3), once in {@code lambda}
 * trials.
 */
public final class CmaEs implements Sampler {

  private static final String NAME = "cma-es";

  private final CmaEsReplay replay;

  /**
   * How CMA-ES searches.
   *
   * @param sigma deviation of the first proposals on every axis, as a share of the box, in (0, 1]
   * @param lambda trials a generation of the first run, at least 4. The tutorial's 4 + 3
   *     ln(dimension) needs fewer trials to a far optimum; 6 finds better points with 200 trials
   */
  public record Settings(double sigma, int lambda) {

    /** Checks the settings. */
    public Settings {
      if (!(sigma > 0 && sigma <= 1)) {
        throw new IllegalArgumentException("sigma must lie in (0, 1], got " + sigma);
      }
      if (lambda < 4) {
        throw new IllegalArgumentException("lambda must be at least 4, got " + lambda);
      }
    }

    /** A sixth of the box, and 6 trials a generation. */
    public static Settings defaults() {
      return new Settings(1 / 6.0, 6);
    }

    /** These settings with another number of trials a generation. */
    public Settings withLambda(int newLambda) {
      return new Settings(sigma, newLambda);
    }
  }

  /** CMA-ES with the given settings. */
  public CmaEs(Settings settings) {
    this.replay = new CmaEsReplay(NAME, settings);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    SearchSpace space = view.definition().space();
    Draws draws = new Draws(view.definition(), trialNumber, NAME, replay.follow(view));
    RandomGenerator otherwise =
        RandomStreams.of(view.definition().seed(), trialNumber, NAME + "/other");
    return Deduplication.first(view, otherwise, () -> space.fromUnit(draws.next()));
  }
}
