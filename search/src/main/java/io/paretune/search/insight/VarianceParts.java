package io.paretune.search.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The variance of a function of the unit cube and of its marginals, from trees that were fitted to
 * it independently of each other.
 *
 * <p>For piecewise constant functions f and g the covariance of their marginals is the integral of
 * the marginals' product, each less its mean. That is exact; it is averaged over all pairs of
 * different trees, in which, unlike in the variance of one tree's marginal, what a single tree made
 * up of its bootstrap sample cancels.
 *
 * <p>The sum over pairs of different trees is the square of the trees' sum less the sum of their
 * squares. On one or two axes both are integrated cell by cell ({@link Axis}), O(cells of the one x
 * cells of the other); on all of them the covariance of two trees is summed over the boxes that
 * overlap.
 */
final class VarianceParts {

  private final Axis[] axes;
  private final Axis none;
  // box numbers at which trees begin, and the number of all
  private final int[] starts;
  private final double[] centred;
  private final double[] volumes;
  private final double total;
  private final double[] mains;

  VarianceParts(List<RegressionTree> forest, int axes) {
    Box[] boxes = forest.stream().flatMap(tree -> tree.leaves().stream()).toArray(Box[]::new);
    this.axes = new Axis[axes];
    Arrays.setAll(this.axes, axis -> Axis.of(boxes, axis));
    this.none = Axis.undivided(boxes.length);
    this.volumes = Arrays.stream(boxes).mapToDouble(Box::volume).toArray();
    this.starts = new int[forest.size() + 1];
    this.centred = new double[boxes.length];
    for (int tree = 0; tree < forest.size(); tree++) {
      starts[tree + 1] = starts[tree] + forest.get(tree).leaves().size();
      double mean = forest.get(tree).mean();
      for (int i = starts[tree]; i < starts[tree + 1]; i++) {
        centred[i] = boxes[i].value() - mean;
      }
    }
    this.total = total(forest);
    this.mains = new double[axes];
    Arrays.setAll(mains, axis -> marginal(this.axes[axis], none));
  }

  /** The share of the variance that an axis' marginal has, 0 to 1. */
  double of(int axis) {
    return share(mains[axis]);
  }

  /** The share of the variance that two axes' marginal has beyond those of each alone, 0 to 1. */
  double beyond(int first, int second) {
    return share(marginal(axes[first], axes[second]) - mains[first] - mains[second]);
  }

  private double share(double part) {
    return total > 0 ? Math.max(0, Math.min(1, part / total)) : 0;
  }

  /** A lone tree is compared with itself. */
  private boolean alone() {
    return starts.length == 2;
  }

  private double pairs() {
    return alone() ? 1 : (starts.length - 1) * (starts.length - 2.0);
  }

  private double total(List<RegressionTree> forest) {
    if (alone()) {
      return forest.get(0).covariance(forest.get(0));
    }
    double sum = 0;
    for (int tree = 1; tree < forest.size(); tree++) {
      for (RegressionTree earlier : forest.subList(0, tree)) {
        sum += 2 * forest.get(tree).covariance(earlier);
      }
    }
    return sum / pairs();
  }

  private double marginal(Axis first, Axis second) {
    double[] weights = new double[centred.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = centred[i] * volumes[i] / (first.length(i) * second.length(i));
    }
    double sum = square(first, second, weights, 0, weights.length);
    for (int tree = 0; tree + 1 < starts.length && !alone(); tree++) {
      sum -= square(first, second, weights, starts[tree], starts[tree + 1]);
    }
    return sum / pairs();
  }

  /**
   * The integral over two axes of the square of what the boxes' weights add up to: a sweep along
   * the first axis, which keeps the sum's steps along the second.
   */
  private static double square(Axis rows, Axis columns, double[] weights, int from, int to) {
    double[] steps = new double[columns.borders().length];
    double sum = 0;
    int row = 0;
    for (Edge edge : edges(rows, from, to)) {
      if (edge.row() > row) {
        sum += area(columns.borders(), steps) * (rows.borders()[edge.row()] - rows.borders()[row]);
        row = edge.row();
      }
      double weight = edge.enters() ? weights[edge.box()] : -weights[edge.box()];
      int[] runs = columns.runs(edge.box());
      for (int run = 0; run < runs.length; run += 2) {
        steps[runs[run]] += weight;
        steps[runs[run + 1]] -= weight;
      }
    }
    return sum;
  }

  private static double area(double[] borders, double[] steps) {
    double value = 0;
    double area = 0;
    for (int cell = 0; cell + 1 < borders.length; cell++) {
      value += steps[cell];
      area += value * value * (borders[cell + 1] - borders[cell]);
    }
    return area;
  }

  /** Where a box begins or ends on the axis that is swept along. */
  private record Edge(int row, int box, boolean enters) {}

  private static List<Edge> edges(Axis rows, int from, int to) {
    List<Edge> edges = new ArrayList<>();
    for (int box = from; box < to; box++) {
      int[] runs = rows.runs(box);
      for (int run = 0; run < runs.length; run++) {
        edges.add(new Edge(runs[run], box, run % 2 == 0));
      }
    }
    edges.sort(Comparator.comparingInt(Edge::row));
    return edges;
  }
}
