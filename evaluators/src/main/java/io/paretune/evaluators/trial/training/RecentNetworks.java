package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The weights of the networks that were asked for last: many trials have the same network and
 * differ in its compression.
 */
final class RecentNetworks {

  /** Values that are remembered: 64 MB. */
  private static final long MOST_VALUES = 1 << 24;

  private final Map<String, WeightedNetwork> recent = new LinkedHashMap<>(16, 0.75f, true);
  private long values;

  /** What is known of a network, or is made now. */
  WeightedNetwork of(Network network, Function<Network, WeightedNetwork> made) {
    WeightedNetwork known = recent.get(network.contentHash());
    if (known != null) {
      return known;
    }
    WeightedNetwork fresh = made.apply(network);
    recent.put(network.contentHash(), fresh);
    values += size(fresh);
    Iterator<WeightedNetwork> oldest = recent.values().iterator();
    while (values > MOST_VALUES && recent.size() > 1) {
      values -= size(oldest.next());
      oldest.remove();
    }
    return fresh;
  }

  private static long size(WeightedNetwork weighted) {
    return weighted.network().tensors().stream().mapToLong(TensorSpec::elements).sum();
  }
}
