package io.paretune.hardware.protocol;

import java.util.List;

/**
 * One try at a measurement.
 *
 * @param undisturbed whether no counter speaks against it, whatever the figures say
 * @param reasons why it is rejected; empty if it is accepted
 */
record Attempt(
    Samples samples,
    MedianInterval interval,
    References references,
    Noise noise,
    boolean undisturbed,
    List<String> reasons) {
  Attempt {
    reasons = List.copyOf(reasons);
  }

  boolean accepted() {
    return reasons.isEmpty();
  }
}
