package io.paretune.search.sampler.gp;

import io.paretune.search.sampler.process.Metric;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * How a process sees the points of a space.
 *
 * <p>Each axis with more than one value has its own length-scale. Numbers are what they are in the
 * unit cube; a choice of words is a nominal column, in which all values are equally far apart; an
 * absent number counts as the middle of its axis and, by a second column, as half an axis away from
 * every present one; an absent choice is one more word. All of it is a distance in a Euclidean
 * space, so the kernel stays positive definite.
 */
final class FeatureEncoding {

  private static final double ABSENT_WORD = -1;
  private static final double ABSENT_DISTANCE = 0.5;

  private final SearchSpace space;
  private final boolean conditional;
  private final Domain[] domains;
  // first column of an axis; -1 for one of a single value
  private final int[] column;
  private final boolean[] nominal;
  private final boolean[] continuous;
  private final boolean[] optional;
  private final Metric metric;

  FeatureEncoding(SearchSpace space) {
    int n = space.dimension();
    this.space = space;
    this.domains = new Domain[n];
    this.column = new int[n];
    this.nominal = new boolean[n];
    this.continuous = new boolean[n];
    this.optional = new boolean[n];
    List<Integer> groups = new ArrayList<>();
    List<Boolean> words = new ArrayList<>();
    int group = 0;
    boolean any = false;
    for (int i = 0; i < n; i++) {
      Parameter parameter = space.parameters().get(i);
      domains[i] = parameter.domain();
      continuous[i] = domains[i].size().isEmpty();
      nominal[i] = !domains[i].ordered();
      optional[i] = !(parameter.condition() instanceof Condition.Always);
      any |= optional[i];
      if (!continuous[i] && domains[i].size().orElseThrow() == 1) {
        column[i] = -1;
        continue;
      }
      column[i] = groups.size();
      groups.add(group);
      words.add(nominal[i]);
      if (optional[i] && !nominal[i]) {
        groups.add(group);
        words.add(false);
      }
      group++;
    }
    this.conditional = any;
    boolean[] isNominal = new boolean[words.size()];
    for (int c = 0; c < isNominal.length; c++) {
      isNominal[c] = words.get(c);
    }
    this.metric = new Metric(groups.stream().mapToInt(g -> g).toArray(), isNominal, group);
  }

  Metric metric() {
    return metric;
  }

  SearchSpace space() {
    return space;
  }

  int dimension() {
    return domains.length;
  }

  boolean continuous(int axis) {
    return continuous[axis];
  }

  Domain domain(int axis) {
    return domains[axis];
  }

  /** Whether every assignment has all parameters. */
  boolean flat() {
    return !conditional;
  }

  /**
   * The point that a position stands for: discrete axes at the middle of their value's cell, NaN
   * where the parameter is absent.
   *
   * @param position {@code double[dimension]}, each in [0, 1]
   */
  double[] settled(double[] position) {
    if (conditional) {
      return space.toUnit(space.fromUnit(position));
    }
    double[] settled = position.clone();
    for (int i = 0; i < settled.length; i++) {
      if (!continuous[i]) {
        settled[i] = domains[i].toUnit(domains[i].fromUnit(position[i]));
      }
    }
    return settled;
  }

  /**
   * A point's columns.
   *
   * @param unit {@code double[dimension]}, settled
   */
  double[] columns(double[] unit) {
    double[] columns = new double[metric.columns()];
    for (int i = 0; i < unit.length; i++) {
      if (column[i] < 0) {
        continue;
      }
      boolean absent = Double.isNaN(unit[i]);
      if (nominal[i]) {
        columns[column[i]] = absent ? ABSENT_WORD : unit[i];
      } else {
        columns[column[i]] = absent ? 0.5 : unit[i];
        if (optional[i]) {
          columns[column[i] + 1] = absent ? ABSENT_DISTANCE : 0;
        }
      }
    }
    return columns;
  }

  /** The column in which a continuous axis stands as it is. */
  int columnOf(int axis) {
    return column[axis];
  }
}
