package io.paretune.search.sampler;

import io.paretune.search.space.Domain;
import io.paretune.search.space.LogWhole;
import java.util.Optional;

/**
 * The stretches of the unit interval that the values of a discrete domain own, in order: what a
 * density over the interval is integrated over to have the probability of a value.
 */
public final class UnitBins {

  private final Domain domain;
  private final long count;

  private UnitBins(Domain domain, long count) {
    this.domain = domain;
    this.count = count;
  }

  /** The cells of a domain; empty if it is continuous. */
  public static Optional<UnitBins> of(Domain domain) {
    return domain.size().isPresent()
        ? Optional.of(new UnitBins(domain, domain.size().getAsLong()))
        : Optional.empty();
  }

  /** Number of cells, as many as there are values. */
  public long count() {
    return count;
  }

  /** The cell in which a position lies; positions outside [0, 1] lie in the first or the last. */
  public long at(double unit) {
    if (domain instanceof LogWhole whole) {
      return (Long) whole.fromUnit(unit) - whole.low();
    }
    return Math.min(count - 1, (long) (Math.max(0, Math.min(1, unit)) * count));
  }

  /**
   * Where a cell begins; where the one before it ends.
   *
   * @param cell 0 to count; count gives 1
   */
  public double start(long cell) {
    if (cell <= 0 || cell >= count) {
      return cell <= 0 ? 0 : 1;
    }
    if (domain instanceof LogWhole whole) {
      double origin = Math.log(whole.low() - 0.5);
      double above = Math.log(whole.low() + cell - 0.5) - origin;
      return above / (Math.log(whole.high() + 0.5) - origin);
    }
    return (double) cell / count;
  }
}
