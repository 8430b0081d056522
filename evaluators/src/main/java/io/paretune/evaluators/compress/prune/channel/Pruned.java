package io.paretune.evaluators.compress.prune.channel;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network made smaller.
 *
 * @param network the smaller graph, with the same nodes
 * @param weights of the channels that stayed
 * @param removedChannels how many output channels each layer lost; only layers that lost any
 */
public record Pruned(Network network, Weights weights, Map<String, Integer> removedChannels) {
  /** Copies the map, keeping its order. */
  public Pruned {
    removedChannels = Collections.unmodifiableMap(new LinkedHashMap<>(removedChannels));
  }
}
