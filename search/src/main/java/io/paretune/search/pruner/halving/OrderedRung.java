package io.paretune.search.pruner.halving;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pruner.SortedValues;

/** A rung in one objective; equal trials are kept or stopped together. O(log n). */
final class OrderedRung implements Rung {

  private final SortedValues values = new SortedValues();

  @Override
  public void add(long trial, Costs costs) {
    values.add(costs.get(0));
  }

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public boolean keeps(long trial, Costs costs, int most) {
    return values.below(costs.get(0)) < most;
  }
}
