package io.paretune.search.sampler.surrogate;

/**
 * How alike two points are: a weighted sum of the share of parameters, of pairs and of triples of
 * parameters on which they agree (an additive kernel of orders 1 to 3: Duvenaud, Nickisch,
 * Rasmussen 2011, arXiv:1112.4394), and of how alike their counts of values are, wherever these
 * stand.
 *
 * <p>Agreement on a parameter of few values is 0 or 1; on others it falls with distance (Matérn
 * 5/2).
 *
 * @param weights of orders 1, 2, 3, of the counts and of the counts' square; each at least 0
 * @param scale distance in the unit interval over which agreement falls
 */
record Kernel(Weights weights, double scale) {

  /** Number of weighted parts. */
  static final int PARTS = 5;

  private static final double SQRT5 = Math.sqrt(5);

  /**
   * The weights of a kernel's parts.
   *
   * @param single agreement on parameters
   * @param pairs agreement on pairs of parameters
   * @param triples agreement on triples of parameters
   * @param counts likeness of counts
   * @param squares likeness of pairs of counts
   */
  record Weights(double single, double pairs, double triples, double counts, double squares) {

    /** These weights with another for the part of an index. */
    Weights with(int part, double weight) {
      return switch (part) {
        case 0 -> new Weights(weight, pairs, triples, counts, squares);
        case 1 -> new Weights(single, weight, triples, counts, squares);
        case 2 -> new Weights(single, pairs, weight, counts, squares);
        case 3 -> new Weights(single, pairs, triples, weight, squares);
        default -> new Weights(single, pairs, triples, counts, weight);
      };
    }
  }

  double of(double[] parts, int offset) {
    return 1
        + weights.single * parts[offset]
        + weights.pairs * parts[offset + 1]
        + weights.triples * parts[offset + 2]
        + weights.counts * parts[offset + 3]
        + weights.squares * parts[offset + 4];
  }

  /**
   * Writes the parts for a pair of points.
   *
   * @param parts {@code double[..]}, filled from {@code offset} on
   */
  static void parts(
      Encoder encoder, double scale, Point one, Point two, double[] parts, int offset) {
    int equal = 0;
    for (int i = 0; i < one.levels.length; i++) {
      equal += one.levels[i] == two.levels[i] ? 1 : 0;
    }
    // power sums of the agreements, from which the elementary symmetric polynomials follow
    double first = equal;
    double second = equal;
    double third = equal;
    for (int i = 0; i < one.positions.length; i++) {
      double agreement = agreement(one.positions[i], two.positions[i], scale);
      first += agreement;
      second += agreement * agreement;
      third += agreement * agreement * agreement;
    }
    double n = encoder.dimension();
    parts[offset] = first / n;
    parts[offset + 1] = n < 2 ? 0 : (first * first - second) / (n * (n - 1));
    parts[offset + 2] =
        n < 3
            ? 0
            : (first * first * first - 3 * first * second + 2 * third) / (n * (n - 1) * (n - 2));
    double alike = 0;
    if (encoder.likePairs() > 0) {
      long product = 0;
      for (int i = 0; i < one.counts.length; i++) {
        product += (long) one.counts[i] * two.counts[i];
      }
      alike = product / encoder.likePairs();
    }
    parts[offset + 3] = alike;
    parts[offset + 4] = alike * alike;
  }

  private static double agreement(double one, double two, double scale) {
    if (Double.isNaN(one) || Double.isNaN(two)) {
      return Double.isNaN(one) == Double.isNaN(two) ? 1 : 0;
    }
    double distance = SQRT5 * Math.abs(one - two) / scale;
    return (1 + distance + distance * distance / 3) * Math.exp(-distance);
  }
}
