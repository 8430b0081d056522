package io.paretune.search.pareto;

import java.util.List;

/**
 * What a finished trial did to the Pareto front.
 *
 * @param entered numbers of the trials that came onto the front
 * @param left numbers of the trials that it pushed off
 */
public record FrontChange(List<Long> entered, List<Long> left) {

  /** Nothing changed. */
  public static final FrontChange NONE = new FrontChange(List.of(), List.of());

  /** Copies the lists. */
  public FrontChange {
    entered = List.copyOf(entered);
    left = List.copyOf(left);
  }
}
