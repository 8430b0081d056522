package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The weights of the networks that were asked for last: many trials have the same network and
 * differ in its compression.
 */
public final class RecentNetworks {

  /** Values that are remembered: 64 MB. */
  private static final long MOST_VALUES = 1 << 24;

  private final Map<String, WeightedNetwork> recent = new LinkedHashMap<>(16, 0.75f, true);
  private long values;

  /** What is known of a network, or is made now. */
  WeightedNetwork of(Network network, Function<Network, WeightedNetwork> made) {
    return of(network.contentHash(), () -> made.apply(network));
  }

  /** What is known of a network with these very weights, or is made of them now. */
  public WeightedNetwork of(WeightedNetwork start, UnaryOperator<WeightedNetwork> made) {
    return of(
        start.network().contentHash() + start.weights().contentHash(), () -> made.apply(start));
  }

  private WeightedNetwork of(String key, Supplier<WeightedNetwork> made) {
    WeightedNetwork known = recent.get(key);
    if (known != null) {
      return known;
    }
    WeightedNetwork fresh = made.get();
    recent.put(key, fresh);
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
