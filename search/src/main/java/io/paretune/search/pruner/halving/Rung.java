package io.paretune.search.pruner.halving;

import io.paretune.search.pareto.Costs;

/** The trials that reached one step, by what they cost there. */
interface Rung {

  /** Takes a trial over; once each. */
  void add(long trial, Costs costs);

  /** Number of trials. */
  int size();

  /**
   * Whether a trial that was added belongs to the best ones.
   *
   * @param most how many trials may be kept, at least 1
   */
  boolean keeps(long trial, Costs costs, int most);
}
