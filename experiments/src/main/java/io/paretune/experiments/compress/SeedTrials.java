package io.paretune.experiments.compress;

import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The trials that a compression begins with, all in the fewest bits: a random point of the space
 * leaves out half of the blocks at once, from which no network recovers in a few epochs.
 */
public final class SeedTrials {

  private static final double MUCH = 0.5;
  private static final double LITTLE = 0.25;

  private SeedTrials() {}

  /**
   * Ever more blocks left out along the path, channels pruned, and both.
   *
   * @return by parameter, in the order in which they are tried
   */
  public static List<Map<String, Object>> along(List<RemovalPath.Step> path) {
    List<Map<String, Object>> trials = new ArrayList<>();
    // the middle first, should time be short
    without(trials, path, 2, 0);
    without(trials, path, 1, 0);
    without(trials, path, 3, 0);
    trials.add(Map.of(PruningSpace.RATIO, MUCH));
    without(trials, path, 4, 0);
    without(trials, path, 2, MUCH);
    trials.add(Map.of(PruningSpace.RATIO, LITTLE));
    without(trials, path, 3, MUCH);
    return List.copyOf(trials);
  }

  private static void without(
      List<Map<String, Object>> trials, List<RemovalPath.Step> path, int blocks, double pruning) {
    if (path.size() < blocks) {
      return;
    }
    Map<String, Object> trial = new LinkedHashMap<>();
    path.subList(0, blocks).forEach(step -> trial.put(RemovalSpace.REMOVE + step.block(), true));
    if (pruning > 0) {
      trial.put(PruningSpace.RATIO, pruning);
    }
    trials.add(trial);
  }
}
