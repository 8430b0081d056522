package io.paretune.evaluators.compress.prune.channel;

import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * Removes whole channels, so that the network is smaller and faster on any runtime. Channels tied
 * by sums, depthwise convolutions and concatenations go together; the width that stays is a
 * multiple of what kernels like.
 */
public final class StructuredPruning {

  private StructuredPruning() {}

  /**
   * Prunes every group by one ratio, by L1 norm.
   *
   * @param ratio fraction of the channels to remove, in [0, 1)
   * @param multiple widths are rounded to the nearest multiple of this, at least 1 of it
   */
  public static Pruned prune(Network network, Weights weights, double ratio, int multiple) {
    requireRatio(ratio);
    return select(network, weights, group -> ratio, multiple, Importance.l1()).pruned(weights);
  }

  /** The groups of channels that can be removed, in topological order of their first layer. */
  public static List<ChannelGroup> groups(Network network) {
    return partition(ChannelDependencies.of(network)).keySet().stream().toList();
  }

  /**
   * The blocks with a dense convolution or a linear layer that can lose channels, but for those
   * that layer normalisation looks at. Each other group is named by one of them, {@link #block}.
   */
  public static Set<String> blocks(Network network) {
    ChannelDependencies ties = ChannelDependencies.of(network);
    Set<String> blocks = new LinkedHashSet<>();
    ties.producers()
        .forEach(
            (name, classes) -> {
              if (!Arrays.stream(classes)
                  .allMatch(id -> ties.isFixed(id) || ties.isNormalised(id))) {
                blocks.add(network.node(name).block());
              }
            });
    return blocks;
  }

  /** The block that a group is named by: that of its first layer. */
  public static String block(Network network, ChannelGroup group) {
    return network.node(group.producers().get(0)).block();
  }

  /**
   * Chooses the least important channels of each group.
   *
   * @param ratios fraction of a group's channels to remove, in [0, 1)
   * @param multiple widths are rounded to the nearest multiple of this; a group that is narrower
   *     stays. Of heads of attention, whose features go together, as many as have so many features
   */
  public static ChannelSelection select(
      Network network,
      Weights weights,
      ToDoubleFunction<ChannelGroup> ratios,
      int multiple,
      Importance importance) {
    requireMultiple(multiple);
    return select(
        network,
        weights,
        group -> group.kept(requireRatio(ratios.applyAsDouble(group)), multiple),
        importance);
  }

  /**
   * Chooses the least important channels of each group.
   *
   * @param widths how many channels of a group stay
   */
  public static ChannelSelection select(
      Network network, Weights weights, ToIntFunction<ChannelGroup> widths, Importance importance) {
    ChannelDependencies ties = ChannelDependencies.of(network);
    double[] scores = importance.scores(ties, weights.requireFor(network));
    Set<Integer> removed = new HashSet<>();
    partition(ties)
        .forEach(
            (group, classes) ->
                classes.stream()
                    .sorted(
                        Comparator.comparingDouble((Integer id) -> scores[id])
                            .thenComparing(id -> id))
                    .limit(Math.max(0, classes.size() - widths.applyAsInt(group)))
                    .forEach(removed::add));
    return new ChannelSelection(network, ties, removed);
  }

  /**
   * How many of {@code channels} stay: the nearest multiple, at least one multiple, at most all.
   */
  public static int kept(int channels, double ratio, int multiple) {
    if (ratio == 0) {
      return channels;
    }
    long rounded = Math.round(channels * (1 - ratio) / multiple) * multiple;
    return (int) Math.min(channels, Math.max(multiple, rounded));
  }

  /**
   * The classes of channels that may go, by the layers that make them: those of one key are alike.
   */
  static Map<ChannelGroup, List<Integer>> partition(ChannelDependencies ties) {
    Map<Integer, List<String>> makers = new LinkedHashMap<>();
    ties.producers()
        .forEach(
            (name, classes) ->
                Arrays.stream(classes)
                    .distinct()
                    .filter(id -> !ties.isFixed(id))
                    .forEach(id -> makers.computeIfAbsent(id, key -> new ArrayList<>()).add(name)));
    Map<List<String>, List<Integer>> byMakers = new LinkedHashMap<>();
    makers.forEach(
        (id, names) -> byMakers.computeIfAbsent(names, key -> new ArrayList<>()).add(id));
    Map<ChannelGroup, List<Integer>> groups = new LinkedHashMap<>();
    byMakers.forEach(
        (names, ids) ->
            parts(ties, ids)
                .forEach((readers, part) -> groups.put(group(ties, names, readers, part), part)));
    return groups;
  }

  private static ChannelGroup group(
      ChannelDependencies ties, List<String> makers, List<String> readers, List<Integer> ids) {
    int first = ids.get(0);
    long features = Arrays.stream(ties.classesOf(makers.get(0))).filter(id -> id == first).count();
    return new ChannelGroup(makers, ids.size(), readers, (int) features, ties.isNormalised(first));
  }

  /**
   * Channels apart that are not read alike: a layer that selects some of them must not lose all,
   * and its width must not depend on which channels matter.
   */
  private static Map<List<String>, List<Integer>> parts(
      ChannelDependencies ties, List<Integer> ids) {
    Map<Integer, List<String>> readers = new LinkedHashMap<>();
    ids.forEach(id -> readers.put(id, new ArrayList<>()));
    for (Node node : ties.network().nodes()) {
      if (node.layer() instanceof Movement.SelectChannels) {
        Set<Integer> selected = new HashSet<>(ids);
        selected.retainAll(Arrays.stream(ties.classesOf(node.name())).boxed().toList());
        if (selected.size() < ids.size()) {
          selected.forEach(id -> readers.getOrDefault(id, new ArrayList<>()).add(node.name()));
        }
      }
    }
    Map<List<String>, List<Integer>> parts = new LinkedHashMap<>();
    readers.forEach((id, names) -> parts.computeIfAbsent(names, key -> new ArrayList<>()).add(id));
    return parts;
  }

  private static double requireRatio(double ratio) {
    if (!(ratio >= 0 && ratio < 1)) {
      throw new IllegalArgumentException("a pruning ratio must lie in [0, 1), got " + ratio);
    }
    return ratio;
  }

  private static int requireMultiple(int multiple) {
    if (multiple < 1) {
      throw new IllegalArgumentException("multiple must be at least 1, got " + multiple);
    }
    return multiple;
  }
}
