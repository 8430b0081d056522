package io.paretune.search.sampler.surrogate;

import io.paretune.search.math.StandardNormal;
import io.paretune.search.sampler.acquisition.ExpectedImprovement;
import io.paretune.search.sampler.acquisition.Improvement;
import io.paretune.search.sampler.process.JointPosterior;
import io.paretune.search.sampler.surrogate.kernel.AdditiveKernel;
import io.paretune.search.sampler.surrogate.kernel.Agreement;
import io.paretune.search.sampler.surrogate.kernel.Agreements;
import io.paretune.search.sampler.surrogate.kernel.Point;
import io.paretune.search.space.Assignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Candidates with their predictions, from which picks are made one after the other: each pick is
 * believed to be what was predicted, so that the next is made elsewhere ({@link JointPosterior}).
 *
 * <p>Every sixteenth pick goes by the expected improvement of one objective alone, in turn. By
 * hypervolume the far ends of a front are worth little until they are known to be there, and a
 * study could end without them.
 */
final class Shortlist {

  /**
   * Something that may be proposed.
   *
   * @param assignment what
   * @param point where it lies, as the model compares it
   */
  record Candidate(Assignment assignment, Point point) {}

  /** How many picks go by gain for each that goes by one objective alone. */
  private static final int EVERY = 16;

  private final FittedModels learned;
  private final List<Candidate> candidates;
  private final Agreements among;
  private final List<JointPosterior> posteriors = new ArrayList<>();
  private final double[] feasible;
  private final boolean[] picked;
  private final List<double[]> front;
  private final double[] reference;
  private final boolean anyFeasible;
  private int turn;

  /**
   * A shortlist.
   *
   * @param front transformed objectives of the feasible trials so far
   * @param reference for hypervolumes, transformed
   * @param turn how many picks of the study went before; which of them look for an end depends on
   *     it
   */
  Shortlist(
      FittedModels learned,
      List<Candidate> candidates,
      List<double[]> front,
      double[] reference,
      int turn) {
    this.turn = turn;
    this.learned = learned;
    this.candidates = candidates;
    this.front = new ArrayList<>(front);
    this.reference = reference;
    this.anyFeasible = !front.isEmpty();
    this.picked = new boolean[candidates.size()];
    List<Point> points = candidates.stream().map(Candidate::point).toList();
    this.among = learned.among(points);
    for (FittedModels.Model model : learned.objectives()) {
      posteriors.add(model.process().joint(learned.agreements(model, points)));
    }
    this.feasible = feasible(learned, points);
  }

  /** The probabilities that every constraint holds. */
  private static double[] feasible(FittedModels learned, List<Point> points) {
    double[] feasible = new double[points.size()];
    double[] means = new double[points.size()];
    double[] deviations = new double[points.size()];
    Arrays.fill(feasible, 1);
    for (FittedModels.Model model : learned.excesses()) {
      double offset = model.centre() / model.unit();
      model.process().predict(learned.agreements(model, points), means, deviations);
      for (int i = 0; i < feasible.length; i++) {
        feasible[i] *= StandardNormal.cumulative(-(means[i] + offset) / deviations[i]);
      }
    }
    return feasible;
  }

  /** The next pick, or null if all were picked. */
  @Nullable Candidate next() {
    Improvement improvement = Improvement.over(front, reference);
    OptionalInt end = end(turn++);
    int best = -1;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < picked.length; i++) {
      if (!picked[i]) {
        double score = feasible[i] * (anyFeasible ? gain(i, end, improvement) : 1);
        if (score > bestScore) {
          bestScore = score;
          best = i;
        }
      }
    }
    if (best < 0) {
      return null;
    }
    picked[best] = true;
    front.add(means(best));
    believe(best);
    return candidates.get(best);
  }

  private double[] means(int candidate) {
    return posteriors.stream().mapToDouble(posterior -> posterior.mean(candidate)).toArray();
  }

  private double gain(int candidate, OptionalInt end, Improvement improvement) {
    if (end.isPresent()) {
      JointPosterior posterior = posteriors.get(end.getAsInt());
      double best = front.stream().mapToDouble(p -> p[end.getAsInt()]).min().orElseThrow();
      return ExpectedImprovement.over(
          best, posterior.mean(candidate), posterior.deviation(candidate));
    }
    double[] means = new double[posteriors.size()];
    double[] deviations = new double[posteriors.size()];
    for (int k = 0; k < means.length; k++) {
      means[k] = posteriors.get(k).mean(candidate);
      deviations[k] = posteriors.get(k).deviation(candidate);
    }
    return improvement.of(means, deviations);
  }

  /** The objective whose end of the front a pick looks for, if it does. */
  private OptionalInt end(int pick) {
    return posteriors.size() > 1 && anyFeasible && pick % EVERY == 0
        ? OptionalInt.of(pick / EVERY % posteriors.size())
        : OptionalInt.empty();
  }

  private void believe(int pick) {
    double[] prior = new double[candidates.size()];
    for (int k = 0; k < posteriors.size(); k++) {
      AdditiveKernel kernel = learned.objectives().get(k).kernel();
      Agreement agreement = among.with(candidates.get(pick).point(), kernel.scale());
      kernel.covariances(agreement, 0, prior);
      posteriors.get(k).believe(pick, prior);
    }
  }
}
