package io.paretune.experiments.compress;

import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The trials that a compression begins with, all in the fewest bits: a random point of the space
 * leaves out half of the blocks at once, from which no network recovers in a few epochs.
 */
final class SeedTrials {

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

  /**
   * The same for networks within a model whose groups of channels are narrowed one by one: uniform
   * prunings, with ever more blocks left out along the path.
   *
   * @param space has a parameter for each group, which exists where its block does
   */
  public static List<Map<String, Object>> along(List<RemovalPath.Step> path, SearchSpace space) {
    List<Map<String, Object>> trials = new ArrayList<>();
    for (double pruning : List.of(0.0, MUCH, LITTLE)) {
      for (int blocks : middleFirst(path.size())) {
        Map<String, Object> trial = within(path.subList(0, blocks), pruning, space);
        if (!trial.isEmpty() && !trials.contains(trial)) {
          trials.add(trial);
        }
      }
    }
    return List.copyOf(trials);
  }

  /** Planned trials and others in turns, each once. */
  public static List<Map<String, Object>> inTurns(
      List<Map<String, Object>> planned, List<Map<String, Object>> others) {
    Set<Map<String, Object>> all = new LinkedHashSet<>();
    for (int i = 0; i < Math.max(planned.size(), others.size()); i++) {
      planned.stream().skip(i).findFirst().ifPresent(all::add);
      others.stream().skip(i).findFirst().ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  /** Should time be short. */
  private static List<Integer> middleFirst(int most) {
    return IntStream.rangeClosed(0, most)
        .boxed()
        .sorted(Comparator.comparingInt(blocks -> Math.abs(blocks - (most + 1) / 2)))
        .toList();
  }

  private static Map<String, Object> within(
      List<RemovalPath.Step> removed, double pruning, SearchSpace space) {
    Map<String, Object> trial = new LinkedHashMap<>();
    removed.forEach(step -> trial.put(RemovalSpace.REMOVE + step.block(), true));
    for (Parameter parameter : space.parameters()) {
      String prefix = PruningSpace.RATIO + ".";
      if (parameter.name().startsWith(prefix)
          && !trial.containsKey(
              RemovalSpace.REMOVE + parameter.name().substring(prefix.length()))) {
        double ratio = atMost(pruning, parameter.domain());
        if (ratio > 0) {
          trial.put(parameter.name(), ratio);
        }
      }
    }
    return trial;
  }

  private static double atMost(double ratio, Domain domain) {
    return domain.values().stream()
        .mapToDouble(value -> ((Number) value).doubleValue())
        .filter(value -> value <= ratio)
        .max()
        .orElse(0);
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
