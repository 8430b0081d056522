package io.paretune.search.sampler.surrogate;

import io.paretune.search.math.StandardNormal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Candidates with their predictions, from which picks are made one after the other: each pick is
 * believed to be what was predicted, so that the next is made elsewhere (Ginsbourger, Le Riche,
 * Carraro 2010, doi:10.1007/978-3-642-10701-6_6).
 *
 * <p>Every sixteenth pick goes by the expected improvement of one objective alone, in turn. By
 * hypervolume the far ends of a front are worth little until they are known to be there, and a
 * study could end without them.
 */
final class Shortlist {

  /** How many picks go by gain for each that goes by one objective alone. */
  private static final int EVERY = 16;

  private final FittedModels learned;
  private final List<Entry> entries = new ArrayList<>();
  private final List<double[]> front;
  private final double[] reference;
  private final boolean anyFeasible;
  private int turn;

  /** A candidate; variances fall with every pick. */
  private static final class Entry {
    private final Candidate candidate;
    private final double[] means;
    private final double[] variances;
    private final double[][] whitened;
    private final double feasible;
    private boolean picked;

    Entry(Candidate candidate, double[] means, double[] variances, double[][] whitened, double f) {
      this.candidate = candidate;
      this.means = means;
      this.variances = variances;
      this.whitened = whitened;
      this.feasible = f;
    }
  }

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
    this.front = new ArrayList<>(front);
    this.reference = reference;
    this.anyFeasible = !front.isEmpty();
    for (Candidate candidate : candidates) {
      entries.add(entry(candidate));
    }
  }

  private Entry entry(Candidate candidate) {
    int objectives = learned.objectives();
    double[] means = new double[objectives];
    double[] variances = new double[objectives];
    double[][] whitened = new double[objectives][];
    Point point = candidate.point();
    for (int i = 0; i < objectives; i++) {
      Regression model = learned.models().get(i);
      double[] covariances = model.covariances(model.parts(point));
      means[i] = model.mean(covariances);
      whitened[i] = model.whitened(covariances);
      variances[i] = model.covariance(point, whitened[i], point, whitened[i]);
    }
    double feasible = 1;
    for (Regression slack : learned.slacks()) {
      double[] covariances = slack.covariances(slack.parts(point));
      double[] white = slack.whitened(covariances);
      double deviation = Math.sqrt(Math.max(1e-18, slack.covariance(point, white, point, white)));
      feasible *= StandardNormal.cumulative(-slack.mean(covariances) / deviation);
    }
    return new Entry(candidate, means, variances, whitened, feasible);
  }

  /** The next pick, or null if all were picked. */
  @Nullable Candidate next() {
    ExpectedHypervolumeImprovement gain = new ExpectedHypervolumeImprovement(front, reference);
    OptionalInt end = end(turn++);
    Entry best = null;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (Entry entry : entries) {
      if (!entry.picked) {
        double score = end.isPresent() ? improvement(entry, end.getAsInt()) : score(entry, gain);
        if (score > bestScore) {
          bestScore = score;
          best = entry;
        }
      }
    }
    if (best == null) {
      return null;
    }
    best.picked = true;
    front.add(best.means);
    for (Entry entry : entries) {
      if (!entry.picked) {
        condition(entry, best);
      }
    }
    return best.candidate;
  }

  private double score(Entry entry, ExpectedHypervolumeImprovement gain) {
    if (!anyFeasible) {
      return entry.feasible;
    }
    double[] deviations = new double[entry.variances.length];
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = Math.sqrt(Math.max(1e-18, entry.variances[i]));
    }
    return gain.of(entry.means, deviations) * entry.feasible;
  }

  /** The objective whose end of the front a pick looks for, if it does. */
  private OptionalInt end(int pick) {
    return learned.objectives() > 1 && anyFeasible && pick % EVERY == 0
        ? OptionalInt.of(pick / EVERY % learned.objectives())
        : OptionalInt.empty();
  }

  /** The expected improvement of one objective alone. */
  private double improvement(Entry entry, int objective) {
    double best = front.stream().mapToDouble(point -> point[objective]).min().orElseThrow();
    double deviation = Math.sqrt(Math.max(1e-18, entry.variances[objective]));
    return ExpectedHypervolumeImprovement.below(best, entry.means[objective], deviation)
        * entry.feasible;
  }

  /** What is left of a candidate's variance when another is known. */
  private void condition(Entry entry, Entry known) {
    for (int i = 0; i < entry.variances.length; i++) {
      double covariance =
          learned
              .models()
              .get(i)
              .covariance(
                  entry.candidate.point(),
                  entry.whitened[i],
                  known.candidate.point(),
                  known.whitened[i]);
      double variance = Math.max(1e-18, known.variances[i]);
      entry.variances[i] = Math.max(0, entry.variances[i] - covariance * covariance / variance);
    }
  }
}
