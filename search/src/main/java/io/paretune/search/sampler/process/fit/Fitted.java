package io.paretune.search.sampler.process.fit;

import io.paretune.search.math.BoundedLbfgs;
import io.paretune.search.sampler.process.Points;
import io.paretune.search.sampler.process.Shape;
import java.util.Arrays;

/**
 * What one output of a study looks like to a process.
 *
 * @param warp from measured to modelled values
 * @param shape length-scales and noise
 */
public record Fitted(Warp warp, Shape shape) {

  /** Points on which starts and warps are compared before the best is fitted to all. */
  private static final int TRIAL_POINTS = 64;

  private static final int TRIAL_EVALUATIONS = 50;
  private static final int EVALUATIONS = 40;

  /** Noise of the start that takes roughness for noise. */
  private static final double ROUGH = 0.05;

  /**
   * The likeliest warp and shape: a straight and a bent warp, each from a smooth and from a noisy
   * start, are compared by the likelihood of measured values on the last points; the best is fitted
   * to all. A pure function.
   *
   * @param values {@code double[size]}, as measured
   */
  public static Fitted of(Points points, double[] values) {
    Points few = points.last(TRIAL_POINTS);
    double[] fewValues = Arrays.copyOfRange(values, values.length - few.size(), values.length);
    Warp best = Warp.straight(values);
    BoundedLbfgs.End lead = lead(few, best.apply(fewValues));
    Warp bent = Warp.likeliest(values);
    BoundedLbfgs.End other = lead(few, bent.apply(fewValues));
    if (other.value() - bent.slopes(fewValues) < lead.value() - best.slopes(fewValues)) {
      best = bent;
      lead = other;
    }
    return new Fitted(best, polished(points, best.apply(values), lead));
  }

  /** The likeliest shape for values that are taken as they are. */
  public static Shape shape(Points points, double[] values) {
    Points few = points.last(TRIAL_POINTS);
    double[] fewValues = Arrays.copyOfRange(values, values.length - few.size(), values.length);
    return polished(points, values, lead(few, fewValues));
  }

  private static Shape polished(Points points, double[] values, BoundedLbfgs.End lead) {
    Shape start = new Shape(lead.place().toArray());
    return new Shape(new Likelihood(points, values).fit(start, EVALUATIONS).place().toArray());
  }

  private static BoundedLbfgs.End lead(Points few, double[] values) {
    Likelihood likelihood = new Likelihood(few, values);
    int groups = few.metric().groups();
    Shape mode = Likelihood.mode(groups);
    BoundedLbfgs.End smooth = likelihood.fit(mode, TRIAL_EVALUATIONS);
    double[] rough = mode.parameters();
    rough[groups] = Math.log(ROUGH);
    BoundedLbfgs.End noisy = likelihood.fit(new Shape(rough), TRIAL_EVALUATIONS);
    return noisy.value() < smooth.value() ? noisy : smooth;
  }
}
