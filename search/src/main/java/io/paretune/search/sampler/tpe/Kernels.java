package io.paretune.search.sampler.tpe;

import io.paretune.search.sampler.UnitBins;
import io.paretune.search.space.Domain;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One axis of a mixture: a kernel for each component, around the position that the component's
 * observation has there. An observation in which the parameter is absent says nothing about it: its
 * kernel is the uniform distribution.
 */
interface Kernels {

  /**
   * Adds to each component's logarithm of the density that of its kernel at a position: a density
   * over [0, 1] for a continuous parameter, the probability of the value for a discrete one.
   *
   * @param position in [0, 1]
   * @param logs {@code double[components]}, or longer
   */
  void addLogs(double position, double[] logs);

  /** A position drawn from a component's kernel. */
  double draw(int component, RandomGenerator random);

  /**
   * The kernels of a domain.
   *
   * @param positions {@code double[components]}, NaN for absent and for the prior
   * @param width deviation of Gaussian kernels on ordered axes, above 0
   * @param doubt probability that the kernel of an unordered axis gives to other values than its
   *     own, if all had the same
   */
  static Kernels of(Domain domain, double[] positions, double width, double doubt) {
    Optional<UnitBins> cells = UnitBins.of(domain);
    if (cells.isEmpty()) {
      return new Gaussians(positions, width);
    }
    return domain.ordered()
        ? new CellGaussians(cells.get(), positions, width)
        : new CategoricalKernel((int) cells.get().count(), positions, doubt);
  }
}
