package io.paretune.search.sampler.surrogate;

import io.paretune.search.sampler.process.GaussianProcess;
import io.paretune.search.sampler.process.Kernel;
import io.paretune.search.sampler.process.Prior;
import io.paretune.search.sampler.surrogate.kernel.AdditiveKernel;
import io.paretune.search.sampler.surrogate.kernel.Agreement;
import io.paretune.search.sampler.surrogate.kernel.Agreements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one objective is predicted: after which transform, by which kernel, with how much noise.
 *
 * @param warp transform of the objective
 * @param kernel likeness of points
 * @param noise variance of the noise relative to the process's
 * @param tau Kendall's rank correlation of leave-one-out predictions with the truth
 */
public record GpHyperparameters(Warp warp, AdditiveKernel kernel, double noise, double tau) {

  private static final double[] WEIGHTS = {0, 0.1, 0.3, 1, 3, 10};

  private static final double[] NOISES = {0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1};

  private static final double[] SCALES = {0.1, 0.2, 0.4, 0.8, 1.6};

  private static final int SWEEPS = 2;

  private record Setting(AdditiveKernel kernel, double noise) {

    Setting withWeight(int part, double weight) {
      return new Setting(
          new AdditiveKernel(kernel.weights().with(part, weight), kernel.known(), kernel.scale()),
          noise);
    }

    Setting withScale(double scale) {
      return new Setting(new AdditiveKernel(kernel.weights(), kernel.known(), scale), noise);
    }

    Setting withKnown(AdditiveKernel.Known known) {
      return new Setting(new AdditiveKernel(kernel.weights(), known, kernel.scale()), noise);
    }
  }

  /**
   * The hyperparameters that predict best: kernel and noise by marginal likelihood, one at a time
   * from small grids, for each transform; then the transform whose leave-one-out predictions rank
   * the points best. About 200 fits; twice as many where something is known of the points
   * beforehand, which is taken into account if it ranks them better.
   *
   * @param points {@code n} points, n at least 2
   * @param values {@code double[n]}, what was measured
   */
  public static GpHyperparameters best(Agreements points, double[] values) {
    GpHyperparameters best = null;
    for (boolean featured : points.featured() ? new boolean[] {false, true} : new boolean[1]) {
      for (Warp warp : Warp.values()) {
        GpHyperparameters found = fitted(points, warp.of(values), warp, featured);
        if (best == null || found.tau > best.tau + 1e-9) {
          best = found;
        }
      }
    }
    if (best == null) {
      throw new IllegalStateException("there is at least one transform");
    }
    return best;
  }

  /**
   * The hyperparameters for values that are transformed already.
   *
   * @param targets {@code double[n]}, transformed
   * @param warp by what
   */
  static GpHyperparameters fitted(Agreements points, double[] targets, Warp warp) {
    return fitted(points, targets, warp, false);
  }

  private static GpHyperparameters fitted(
      Agreements points, double[] targets, Warp warp, boolean featured) {
    Search search = new Search(points, targets, featured);
    Setting setting =
        new Setting(
            new AdditiveKernel(
                new AdditiveKernel.Weights(1, 0.3, 0.1, 0.3, 0),
                featured ? new AdditiveKernel.Known(0.3, 0) : AdditiveKernel.Known.NOTHING,
                0.4),
            0.03);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      setting = search.improved(setting);
    }
    double tau =
        search.fit(setting).map(fit -> kendall(fit.leaveOneOut(targets), targets)).orElse(-1.0);
    return new GpHyperparameters(warp, setting.kernel(), setting.noise(), tau);
  }

  /** Coordinate-wise ascent of the marginal likelihood. */
  private static final class Search {

    private final Agreements points;
    private final double[] targets;
    private final boolean featured;
    private List<Agreement> among = List.of();
    private double amongScale = Double.NaN;

    Search(Agreements points, double[] targets, boolean featured) {
      this.points = points;
      this.targets = targets;
      this.featured = featured;
    }

    Optional<GaussianProcess<Agreement>> fit(Setting setting) {
      if (amongScale != setting.kernel().scale()) {
        amongScale = setting.kernel().scale();
        among = points.among(amongScale);
      }
      Kernel<Agreement> kernel = setting.kernel().over(among);
      return GaussianProcess.ifDefinite(kernel, Prior.CONSTANT_IN_KERNEL, targets, setting.noise());
    }

    private double score(Setting setting) {
      return fit(setting).map(GaussianProcess::logLikelihood).orElse(Double.NEGATIVE_INFINITY);
    }

    Setting improved(Setting from) {
      Setting best = from;
      double bestScore = score(from);
      List<List<Setting>> moves = new ArrayList<>();
      for (int part = 0; part < AdditiveKernel.PARTS + 4; part++) {
        moves.add(new ArrayList<>());
      }
      for (int move = 0; move < moves.size(); move++) {
        for (Setting candidate : moves(best, move)) {
          double score = score(candidate);
          if (score > bestScore) {
            bestScore = score;
            best = candidate;
          }
        }
      }
      return best;
    }

    private List<Setting> moves(Setting from, int move) {
      List<Setting> moves = new ArrayList<>();
      if (move < AdditiveKernel.PARTS) {
        if (move >= 3 && points.encoding().likePairs() == 0) {
          return moves;
        }
        for (double weight : WEIGHTS) {
          moves.add(from.withWeight(move, weight));
        }
      } else if (move == AdditiveKernel.PARTS) {
        for (double noise : NOISES) {
          moves.add(new Setting(from.kernel(), noise));
        }
      } else if (move == AdditiveKernel.PARTS + 1) {
        if (points.encoding().positions() > 0) {
          for (double scale : SCALES) {
            moves.add(from.withScale(scale));
          }
        }
      } else if (featured) {
        AdditiveKernel.Known known = from.kernel().known();
        boolean product = move == AdditiveKernel.PARTS + 2;
        for (double weight : WEIGHTS) {
          moves.add(
              from.withKnown(
                  product
                      ? new AdditiveKernel.Known(weight, known.nearness())
                      : new AdditiveKernel.Known(known.product(), weight)));
        }
      }
      return moves;
    }
  }

  /** Kendall's tau-a; O(n^2). */
  public static double kendall(double[] one, double[] two) {
    long balance = 0;
    for (int i = 0; i < one.length; i++) {
      for (int j = 0; j < i; j++) {
        balance += (long) Math.signum((one[i] - one[j]) * (two[i] - two[j]));
      }
    }
    double pairs = 0.5 * one.length * (one.length - 1);
    return pairs > 0 ? balance / pairs : 0;
  }
}
