package io.paretune.search.sampler.evolution;

import io.paretune.search.pareto.Costs;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.SingularMatrixException;

/**
 * NSGA-III's view of objective space (Deb, Jain 2014, doi:10.1109/TEVC.2013.2281535, sections IV.C
 * and IV.D): costs scaled by the ideal point and the intercepts of the hyperplane through the
 * extreme points, each assigned to the reference direction that it lies nearest to.
 *
 * <p>The ideal point and the extreme points are remembered from one generation to the next.
 */
final class Niches {

  /** What an objective other than the one looked for weighs in the search for extreme points. */
  private static final double OTHER_AXIS = 1e-6;

  private final List<double[]> directions;
  private final double[] ideal;
  private final double[][] extremes;

  Niches(List<double[]> directions) {
    this.directions = directions;
    int objectives = directions.get(0).length;
    this.ideal = new double[objectives];
    Arrays.fill(ideal, Double.POSITIVE_INFINITY);
    this.extremes = new double[objectives][];
  }

  /** The direction that some costs lie nearest to, and how far from its line. */
  record Place(int niche, double distance) {}

  /**
   * Assigns each of a generation.
   *
   * @param generation at least one
   * @param front the non-dominated of them, at least one
   */
  List<Place> places(List<Costs> generation, List<Costs> front) {
    for (Costs costs : generation) {
      for (int i = 0; i < ideal.length; i++) {
        ideal[i] = Math.min(ideal[i], costs.get(i));
      }
    }
    double[] width = widths(generation, front);
    return generation.stream().map(costs -> place(costs, width)).toList();
  }

  private Place place(Costs costs, double[] width) {
    double[] scaled = new double[ideal.length];
    double length = 0;
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (costs.get(i) - ideal[i]) / width[i];
      length += scaled[i] * scaled[i];
    }
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int d = 0; d < directions.size(); d++) {
      double[] direction = directions.get(d);
      double along = 0;
      double norm = 0;
      for (int i = 0; i < scaled.length; i++) {
        along += scaled[i] * direction[i];
        norm += direction[i] * direction[i];
      }
      double distance = length - along * along / norm;
      if (distance < least) {
        least = distance;
        nearest = d;
      }
    }
    return new Place(nearest, Math.sqrt(Math.max(0, least)));
  }

  /** From the ideal point to where the hyperplane meets each axis. */
  private double[] widths(List<Costs> generation, List<Costs> front) {
    int objectives = ideal.length;
    for (int axis = 0; axis < objectives; axis++) {
      double[] best = extremes[axis];
      for (Costs costs : front) {
        if (best == null || reach(costs.toArray(), axis) < reach(best, axis)) {
          best = costs.toArray();
        }
      }
      extremes[axis] = best;
    }
    double[] intercepts = intercepts();
    for (int i = 0; i < objectives; i++) {
      // a plane that leans over or passes beyond every point says nothing about this axis
      double farthest = farthest(front, i);
      if (!(intercepts[i] > 1e-9) || intercepts[i] > 10 * farthest) {
        intercepts[i] = farthest;
      }
      if (!(intercepts[i] > 1e-9)) {
        intercepts[i] = Math.max(farthest(generation, i), 1e-9);
      }
    }
    return intercepts;
  }

  /** The achievement scalarising function of an axis: small for points far out along it alone. */
  private double reach(double[] costs, int axis) {
    double reach = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < costs.length; i++) {
      double excess = costs[i] - ideal[i];
      reach = Math.max(reach, i == axis ? excess : excess / OTHER_AXIS);
    }
    return reach;
  }

  private double farthest(List<Costs> points, int axis) {
    double farthest = 0;
    for (Costs costs : points) {
      farthest = Math.max(farthest, costs.get(axis) - ideal[axis]);
    }
    return farthest;
  }

  /** NaN on every axis if the extreme points do not span a plane. */
  private double[] intercepts() {
    int objectives = ideal.length;
    double[][] rows = new double[objectives][objectives];
    for (int axis = 0; axis < objectives; axis++) {
      for (int i = 0; i < objectives; i++) {
        rows[axis][i] = extremes[axis][i] - ideal[i];
      }
    }
    try {
      double[] inverse =
          new LUDecomposition(new Array2DRowRealMatrix(rows, false))
              .getSolver()
              .solve(new ArrayRealVector(objectives, 1))
              .toArray();
      Arrays.setAll(inverse, i -> 1 / inverse[i]);
      return inverse;
    } catch (SingularMatrixException flat) {
      double[] none = new double[objectives];
      Arrays.fill(none, Double.NaN);
      return none;
    }
  }
}
