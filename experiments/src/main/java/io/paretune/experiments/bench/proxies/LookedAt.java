package io.paretune.experiments.bench.proxies;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network of a published table that was looked at untrained.
 *
 * @param key of the table's row
 * @param figures counters and proxies by name, in the order of the columns; the larger, the better
 *     the network is expected to be
 * @param seconds of processor time that the proxies took
 * @param label of the table
 */
public record LookedAt(String key, Map<String, Double> figures, double seconds, double label) {

  /** Copies the figures, keeping their order. */
  public LookedAt {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** A figure of a name. */
  double figure(String name) {
    Double value = figures.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no figure '" + name + "'; there are " + figures.keySet());
    }
    return value;
  }
}
