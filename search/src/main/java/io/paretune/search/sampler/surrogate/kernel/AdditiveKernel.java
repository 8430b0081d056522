package io.paretune.search.sampler.surrogate.kernel;

import io.paretune.search.sampler.process.Kernel;
import java.util.List;

/**
 * How alike two points are: a weighted sum of the share of parameters, of pairs and of triples of
 * parameters on which they agree (an additive kernel of orders 1 to 3: Duvenaud, Nickisch,
 * Rasmussen 2011, arXiv:1112.4394), and of how alike their counts of values are, wherever these
 * stand.
 *
 * <p>Agreement on a parameter of few values is 0 or 1; on others it falls with distance (Matérn
 * 5/2). Where something is known of the points beforehand, that counts, too.
 *
 * @param weights of orders 1, 2, 3, of the counts and of the counts' square; each at least 0
 * @param known weights of what is known beforehand; each at least 0
 * @param scale distance in the unit interval over which agreement falls
 */
public record AdditiveKernel(Weights weights, Known known, double scale) {

  /** Number of weighted parts that compare parameters. */
  public static final int PARTS = 5;

  /** Where the parts stand that compare what is known beforehand. */
  static final int PRODUCT = PARTS;

  static final int NEARNESS = PARTS + 1;

  /**
   * The weights of a kernel's parts.
   *
   * @param single agreement on parameters
   * @param pairs agreement on pairs of parameters
   * @param triples agreement on triples of parameters
   * @param counts likeness of counts
   * @param squares likeness of pairs of counts
   */
  public record Weights(
      double single, double pairs, double triples, double counts, double squares) {

    /** These weights with another for the part of an index. */
    public Weights with(int part, double weight) {
      return switch (part) {
        case 0 -> new Weights(weight, pairs, triples, counts, squares);
        case 1 -> new Weights(single, weight, triples, counts, squares);
        case 2 -> new Weights(single, pairs, weight, counts, squares);
        case 3 -> new Weights(single, pairs, triples, weight, squares);
        default -> new Weights(single, pairs, triples, counts, weight);
      };
    }
  }

  /**
   * The weights of what is known of points beforehand.
   *
   * @param product of the features: for what follows them along a straight line
   * @param nearness of the features: for any smooth dependence
   */
  public record Known(double product, double nearness) {

    /** For points of which nothing is known, or of no help. */
    public static final Known NOTHING = new Known(0, 0);

    private boolean counts() {
      return product > 0 || nearness > 0;
    }
  }

  /** The kernel of the points that some agreements are with, from their own agreements. */
  public Kernel<Agreement> over(List<Agreement> points) {
    return new OverPoints(points);
  }

  /**
   * Covariances from agreements.
   *
   * @param from first of the points that are wanted
   * @param into {@code double[points]}, overwritten from there on
   */
  public void covariances(Agreement query, int from, double[] into) {
    double[] singles = query.parts[0];
    double[] pairs = query.parts[1];
    double[] triples = query.parts[2];
    double[] counts = query.parts[3];
    double[] squares = query.parts[4];
    for (int j = from; j < into.length; j++) {
      into[j] =
          1
              + weights.single * singles[j]
              + weights.pairs * pairs[j]
              + weights.triples * triples[j]
              + weights.counts * counts[j]
              + weights.squares * squares[j];
    }
    if (known.counts()) {
      double[] product = query.parts[PRODUCT];
      double[] nearness = query.parts[NEARNESS];
      for (int j = from; j < into.length; j++) {
        into[j] += known.product * product[j] + known.nearness * nearness[j];
      }
    }
  }

  private double variance(Agreement query) {
    double[] own = query.own;
    double ofKnown =
        known.counts() ? known.product * own[PRODUCT] + known.nearness * own[NEARNESS] : 0;
    return 1
        + ofKnown
        + weights.single * own[0]
        + weights.pairs * own[1]
        + weights.triples * own[2]
        + weights.counts * own[3]
        + weights.squares * own[4];
  }

  private final class OverPoints implements Kernel<Agreement> {

    private final List<Agreement> points;

    private OverPoints(List<Agreement> points) {
      this.points = points;
    }

    @Override
    public int size() {
      return points.size();
    }

    @Override
    public double[][] matrix() {
      int n = points.size();
      double[][] matrix = new double[n][n];
      for (int i = 0; i < n; i++) {
        AdditiveKernel.this.covariances(points.get(i), i, matrix[i]);
      }
      return matrix;
    }

    @Override
    public void covariances(Agreement query, double[] into) {
      AdditiveKernel.this.covariances(query, 0, into);
    }

    @Override
    public double variance(Agreement query) {
      return AdditiveKernel.this.variance(query);
    }
  }
}
