package io.paretune.search.sampler.process;

/**
 * What a process expects of some queries together: when one of them is believed to be what is
 * expected of it, the others' variances fall and no mean moves (kriging believer: Ginsbourger, Le
 * Riche, Carraro 2010, doi:10.1007/978-3-642-10701-6_6).
 */
public final class JointPosterior {

  private final double[] means;
  private final double[] variances;
  // double[points][queries]: what the points explain of each query
  private final double[][] whitened;
  private final double signal;

  JointPosterior(double[] means, double[] variances, double[][] whitened, double signal) {
    this.means = means;
    this.variances = variances;
    this.whitened = whitened;
    this.signal = signal;
  }

  /** The mean of a query. */
  public double mean(int query) {
    return means[query];
  }

  /** The standard deviation of a query, above 0. */
  public double deviation(int query) {
    return Math.sqrt(Math.max(1e-18, variances[query]));
  }

  /**
   * Believes a query; O(points x queries).
   *
   * @param prior {@code double[queries]}: the kernel's covariances of all queries with that one;
   *     overwritten
   */
  public void believe(int query, double[] prior) {
    for (double[] row : whitened) {
      double weight = row[query];
      for (int i = 0; i < prior.length; i++) {
        prior[i] -= weight * row[i];
      }
    }
    double variance = Math.max(1e-18, variances[query]);
    for (int i = 0; i < prior.length; i++) {
      double covariance = prior[i] * signal;
      variances[i] = Math.max(0, variances[i] - covariance * covariance / variance);
    }
  }
}
