package io.paretune.experiments.bench.sharing;

import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import java.util.stream.Collectors;

/**
 * One of the networks that are compared.
 *
 * @param point of the family's space
 * @param network what the point builds
 */
public record DrawnNetwork(Assignment point, Network network) {

  /** What tells it from the others, for people: {@code width=16 depth=2}. */
  String name() {
    return point.asMap().entrySet().stream()
        .map(value -> value.getKey() + "=" + value.getValue())
        .collect(Collectors.joining(" "));
  }
}
