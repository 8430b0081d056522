package io.paretune.evaluators.proxy;

import io.paretune.search.math.Cholesky;

/**
 * How differently a network codes images: the log-determinant of the kernel of agreements between
 * their activation codes (Mellor, Turner, Storkey, Crowley 2021, "Neural Architecture Search
 * without Training", arXiv:2006.04647).
 *
 * <p>Departure: 1 is added to the diagonal, one more agreement of each image with itself, so that
 * the figure is finite where two images have the same code; 0 for a network without non-linearity.
 */
final class Naswot implements Proxy {

  @Override
  public String name() {
    return "naswot";
  }

  @Override
  public double of(InitialPass pass) {
    return of(pass.codes());
  }

  /** The figure of some codes. */
  static double of(ActivationCodes codes) {
    double[][] kernel = codes.agreements();
    for (int i = 0; i < kernel.length; i++) {
      kernel[i][i] += 1;
    }
    return Cholesky.of(kernel)
        .orElseThrow(() -> new IllegalStateException("a kernel plus 1 is positive definite"))
        .logDeterminant();
  }
}
