package io.paretune.experiments.network.wire;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What runs at an end of a connection. Both ends must be the same: a trial means the same wherever
 * it is evaluated.
 *
 * @param version Paretune's
 * @param plugins what each plug-in brings, its version and hash, by its file
 */
public record Build(String version, Map<String, String> plugins) {

  /** Copies the map. */
  public Build {
    plugins = Map.copyOf(plugins);
  }

  /** How a worker's build differs from this, the coordinator's; empty if it does not. */
  public Optional<String> difference(Build worker) {
    if (!version.equals(worker.version)) {
      return Optional.of(
          "the coordinator is Paretune "
              + version
              + ", this worker "
              + worker.version
              + "; use the same version on both");
    }
    TreeSet<String> all = new TreeSet<>(plugins.keySet());
    all.addAll(worker.plugins.keySet());
    for (String plugin : all) {
      String there = plugins.getOrDefault(plugin, "none");
      String here = worker.plugins.getOrDefault(plugin, "none");
      if (!there.equals(here)) {
        return Optional.of(
            plugin
                + " differs: the coordinator has "
                + there
                + ", this worker "
                + here
                + "; put the same plug-ins on both class paths");
      }
    }
    return Optional.empty();
  }
}
