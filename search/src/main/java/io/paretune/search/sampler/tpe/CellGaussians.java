package io.paretune.search.sampler.tpe;

import io.paretune.search.math.StandardNormal;
import io.paretune.search.sampler.UnitBins;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gaussians cut to [0, 1] and integrated over the cell of each value, for a discrete parameter with
 * an order.
 */
final class CellGaussians implements Kernels {

  /** Up to this many cells, what one kernel gives a cell is computed once for all components. */
  private static final int FEW = 64;

  /**
   * Where there are many, a cell at most this part of the width is as wide as its share of the
   * density in its middle says, to 1 %; the exact integral takes ten times as long.
   */
  private static final double NARROW = 0.5;

  private final UnitBins cells;
  private final double width;
  private final double[] means;
  // by cell of the mean, where there are few
  private final int[] own;
  private final double @Nullable [][] known;
  private final Gaussians densities;

  CellGaussians(UnitBins cells, double[] positions, double width) {
    this.cells = cells;
    this.width = width;
    this.means = positions;
    this.own = new int[means.length];
    this.densities = new Gaussians(positions, width);
    this.known = cells.count() <= FEW ? new double[(int) cells.count()][] : null;
    for (int k = 0; known != null && k < own.length; k++) {
      own[k] = Double.isNaN(means[k]) ? (int) cells.count() : (int) cells.at(means[k]);
    }
  }

  @Override
  public void addLogs(double position, double[] logs) {
    long cell = cells.at(position);
    if (known == null) {
      addMany(cell, logs);
      return;
    }
    double[] byOwn = known[(int) cell];
    if (byOwn == null) {
      byOwn = new double[known.length + 1];
      for (int from = 0; from < known.length; from++) {
        byOwn[from] = log((cells.start(from) + cells.start(from + 1)) / 2, cell);
      }
      byOwn[known.length] = log(Double.NaN, cell);
      known[(int) cell] = byOwn;
    }
    for (int k = 0; k < own.length; k++) {
      logs[k] += byOwn[own[k]];
    }
  }

  private void addMany(long cell, double[] logs) {
    double from = cells.start(cell);
    double to = cells.start(cell + 1);
    if (to - from > NARROW * width) {
      for (int k = 0; k < means.length; k++) {
        logs[k] += log(means[k], cell);
      }
      return;
    }
    densities.addLogs((from + to) / 2, logs);
    double size = Math.log(to - from);
    for (int k = 0; k < means.length; k++) {
      logs[k] += size;
    }
  }

  private double log(double mean, long cell) {
    double from = cells.start(cell);
    double to = cells.start(cell + 1);
    if (Double.isNaN(mean)) {
      return Math.log(to - from);
    }
    double probability = StandardNormal.between((from - mean) / width, (to - mean) / width);
    double inside = StandardNormal.between(-mean / width, (1 - mean) / width);
    // far away the probability is 0 in floating point, and must not make a ratio of infinities
    return Math.log(Math.max(Double.MIN_NORMAL, probability / inside));
  }

  @Override
  public double draw(int component, RandomGenerator random) {
    double mean = means[component];
    return Double.isNaN(mean) ? random.nextDouble() : StandardNormal.inUnit(mean, width, random);
  }
}
