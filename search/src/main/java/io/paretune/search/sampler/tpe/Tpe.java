package io.paretune.search.sampler.tpe;

import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.LatinHypercube;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The multivariate tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kegl 2011,
 * Algorithms for hyper-parameter optimization; joint kernels as Falkner, Klein, Hutter 2018,
 * arXiv:1807.01774).
 *
 * <p>The best tenth of the trials makes one density, {@code l}, all others another, {@code g}; of
 * some candidates drawn from {@code l} the one is proposed where {@code l / g} is largest. With
 * several objectives the best are those of the first non-domination ranks, and within a rank those
 * that add most to the hypervolume (Ozaki, Tanigaki, Watanabe, Nomura, Onishi 2022,
 * doi:10.1613/jair.1.13188); feasible trials come before infeasible ones. Pruned, failed and
 * running trials belong to {@code g}, so that workers spread out. Absent parameters of a
 * conditional space are integrated out.
 *
 * <p>An ask costs O(candidates x observations x dimension), of at most {@link #MOST_BAD} + {@link
 * Settings#mostGood} observations, however many trials there are: of more, {@code g} is made of
 * evenly spread ones.
 *
 * <p>Departures from the source: the start is a Latin hypercube; bandwidths follow Scott's rule;
 * better trials of {@code l} weigh more; the prior is uniform.
 */
public final class Tpe implements Sampler {

  /** Observations that the density of bad trials is made of, running ones not counted. */
  static final int MOST_BAD = 400;

  /** The last of the good trials weighs this much less than the first. */
  private static final double FALL = 0.8;

  /** Share of a choice's kernel that is spread evenly over its options. */
  private static final double DOUBT = 0.3;

  /** Times that candidates are drawn anew if all of them were seen before. */
  private static final int ROUNDS = 3;

  private final Settings settings;
  private final Observations told = new Observations();
  private final Ranking ranking = new Ranking();
  private final List<double[]> spoilt = new ArrayList<>();
  private int followed;
  private int epoch;

  /**
   * How TPE searches.
   *
   * @param startupTrials trials of the Latin hypercube before the densities are used; at least 1
   * @param candidates points drawn from the density of good trials at every ask; at least 1
   * @param goodShare share of the complete trials that are good, above 0 and below 1
   * @param mostGood most good trials, 1 to 128
   */
  public record Settings(int startupTrials, int candidates, double goodShare, int mostGood) {

    /** Checks the settings. */
    public Settings {
      if (startupTrials < 1 || candidates < 1) {
        throw new IllegalArgumentException(
            "startupTrials and candidates must be at least 1, got "
                + startupTrials
                + " and "
                + candidates);
      }
      if (!(goodShare > 0 && goodShare < 1)) {
        throw new IllegalArgumentException("0 < goodShare < 1 must hold, got " + goodShare);
      }
      if (mostGood < 1 || mostGood > Ranking.KEPT) {
        throw new IllegalArgumentException(
            "mostGood must lie in 1 to " + Ranking.KEPT + ", got " + mostGood);
      }
    }

    /** 10 trials at the start; 96 candidates; a tenth is good, at most 25 trials. */
    public static Settings defaults() {
      return new Settings(10, 96, 0.1, 25);
    }

    /** These settings with another number of trials at the start. */
    public Settings withStartupTrials(int newStartupTrials) {
      return new Settings(newStartupTrials, candidates, goodShare, mostGood);
    }
  }

  /** A candidate and how much likelier it is to be good than bad. */
  private record Candidate(Assignment assignment, double logRatio) {}

  /** TPE with the given settings. */
  public Tpe(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "tpe";
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    SearchSpace space = view.definition().space();
    RandomGenerator random = RandomStreams.of(view.definition().seed(), trialNumber, name());
    follow(view);
    if (trialNumber < settings.startupTrials() || told.size() == 0) {
      return LatinHypercube.start(view, name(), trialNumber, settings.startupTrials(), random);
    }
    List<Integer> best = ranking.best(told, goodCount(told.size()));
    Mixture good = good(space, best);
    Mixture bad = bad(view, space, Set.copyOf(best));
    for (int round = 0; round < ROUNDS; round++) {
      List<Candidate> candidates = new ArrayList<>();
      for (int i = 0; i < settings.candidates(); i++) {
        candidates.add(rated(space, space.fromUnit(good.draw(random)), good, bad));
      }
      Optional<Assignment> proposal = best(view, candidates);
      if (proposal.isPresent()) {
        return proposal;
      }
    }
    if (view.pool().isPresent()) {
      // a sparse pool is rarely hit by a draw: its members are candidates themselves
      List<Candidate> members = new ArrayList<>();
      for (int i = 0; i < settings.candidates(); i++) {
        members.add(rated(space, Deduplication.uniform(view, random), good, bad));
      }
      Optional<Assignment> proposal = best(view, members);
      if (proposal.isPresent()) {
        return proposal;
      }
    }
    return Deduplication.first(view, random, () -> space.fromUnit(good.draw(random)));
  }

  private static Candidate rated(
      SearchSpace space, Assignment assignment, Mixture good, Mixture bad) {
    double[] unit = space.toUnit(assignment);
    return new Candidate(assignment, good.logDensity(unit) - bad.logDensity(unit));
  }

  private static Optional<Assignment> best(StudyView view, List<Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> view.mayPropose(candidate.assignment()))
        .max(Comparator.comparingDouble(Candidate::logRatio))
        .map(Candidate::assignment);
  }

  private int goodCount(int complete) {
    return (int) Math.min(settings.mostGood(), Math.ceil(settings.goodShare() * complete));
  }

  private Mixture good(SearchSpace space, List<Integer> best) {
    List<double[]> points = best.stream().map(told::unit).toList();
    double[] weights = new double[points.size() + 1];
    for (int k = 0; k < points.size(); k++) {
      weights[k] = 1 - FALL * k / points.size();
    }
    weights[points.size()] = 1;
    return new Mixture(space, points, weights, Bandwidth.of(space, points), DOUBT);
  }

  private Mixture bad(StudyView view, SearchSpace space, Set<Integer> good) {
    List<double[]> points = new ArrayList<>();
    int all = told.size() + spoilt.size();
    int stride = (all + MOST_BAD - 1) / MOST_BAD;
    for (int i = 0; i < all; i += stride) {
      if (i >= told.size()) {
        points.add(spoilt.get(i - told.size()));
      } else if (!good.contains(i)) {
        points.add(told.unit(i));
      }
    }
    for (Trial running : view.running()) {
      points.add(space.toUnit(running.assignment()));
    }
    double[] weights = new double[points.size() + 1];
    Arrays.fill(weights, 1);
    return new Mixture(space, points, weights, Bandwidth.of(space, points), DOUBT);
  }

  private void follow(StudyView view) {
    told.follow(view);
    ranking.follow(told);
    if (epoch != told.epoch()) {
      epoch = told.epoch();
      spoilt.clear();
      followed = 0;
    }
    List<Trial> finished = view.finished();
    while (followed < finished.size()) {
      Trial trial = finished.get(followed++);
      if (trial.state() != TrialState.COMPLETE) {
        spoilt.add(view.definition().space().toUnit(trial.assignment()));
      }
    }
  }
}
