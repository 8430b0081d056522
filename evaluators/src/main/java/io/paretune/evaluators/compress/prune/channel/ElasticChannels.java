package io.paretune.evaluators.compress.prune.channel;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Channels in an order, the most important first, so that a narrower network's tensors are the
 * first rows and columns of the whole one's (Yu and Huang 2019, arXiv:1903.05134; channels sorted
 * as by Cai et al. 2020, arXiv:1908.09791, section 3.3).
 *
 * <p>That is so for groups that are alone wherever they are: in no concatenation, no selection of
 * channels and no sum over one. Others keep all channels.
 */
public final class ElasticChannels {

  private ElasticChannels() {}

  /** The groups that can have fewer channels, as first ones, in topological order. */
  public static List<ChannelGroup> groups(Network network) {
    return List.copyOf(elastic(ChannelDependencies.of(network)).keySet());
  }

  private static Map<ChannelGroup, List<Integer>> elastic(ChannelDependencies ties) {
    Map<ChannelGroup, List<Integer>> elastic = new LinkedHashMap<>();
    StructuredPruning.partition(ties)
        .forEach(
            (group, classes) -> {
              if (group.selections().isEmpty() && isAlone(ties, classes)) {
                elastic.put(group, classes.stream().sorted().toList());
              }
            });
    return elastic;
  }

  /**
   * Whether every value that has a channel of the group has all of them and no others, in order.
   */
  private static boolean isAlone(ChannelDependencies ties, List<Integer> classes) {
    List<Integer> wanted = classes.stream().sorted().toList();
    Set<Integer> members = new HashSet<>(classes);
    for (Node node : ties.network().nodes()) {
      int[] channels = ties.classesOf(node.name());
      if (IntStream.of(channels).noneMatch(members::contains)) {
        continue;
      }
      int repeated = Math.max(1, channels.length / wanted.size());
      for (int i = 0; i < channels.length; i++) {
        if (i / repeated >= wanted.size() || channels[i] != wanted.get(i / repeated)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The same function with the channels of every elastic group in the order of their importance,
   * the most important first; equal ones stay in order.
   */
  public static WeightedNetwork sorted(WeightedNetwork model, Importance importance) {
    ChannelDependencies ties = ChannelDependencies.of(model.network());
    double[] scores = importance.scores(ties, model.weights());
    Map<Integer, Integer> comesFrom = new HashMap<>();
    elastic(ties)
        .forEach(
            (group, classes) -> {
              List<Integer> order =
                  classes.stream()
                      .sorted(
                          Comparator.comparingDouble((Integer id) -> -scores[id])
                              .thenComparing(id -> id))
                      .toList();
              for (int rank = 0; rank < order.size(); rank++) {
                comesFrom.put(classes.get(rank), order.get(rank));
              }
            });
    return new WeightedNetwork(model.network(), permuted(model, ties, comesFrom));
  }

  private static Weights permuted(
      WeightedNetwork model, ChannelDependencies ties, Map<Integer, Integer> comesFrom) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : model.network().nodes()) {
      int[] rows = places(ties.classesOf(node.name()), comesFrom);
      int[] columns = places(ties.classesOf(node.inputs().get(0)), comesFrom);
      for (TensorSpec spec : Network.tensors(node)) {
        Tensor tensor = model.weights().get(spec.name());
        tensors.put(spec.name(), ChannelSelection.select(node, spec, tensor, rows, columns));
      }
    }
    return Weights.of(tensors);
  }

  /** For each place of a value, the place whose channel comes there. */
  private static int[] places(int[] classes, Map<Integer, Integer> comesFrom) {
    Map<Integer, Integer> first = new HashMap<>();
    for (int i = classes.length - 1; i >= 0; i--) {
      first.put(classes[i], i);
    }
    int[] places = new int[classes.length];
    for (int i = 0; i < places.length; i++) {
      int from = comesFrom.getOrDefault(classes[i], classes[i]);
      // features of one channel lie together, in the same order in every channel
      places[i] =
          from == classes[i]
              ? i
              : first.getOrDefault(from, i) + i - first.getOrDefault(classes[i], i);
    }
    return places;
  }

  /**
   * The network with the first channels of some groups.
   *
   * @param widths how many channels of a group stay; asked for elastic groups only
   */
  public static Network narrowed(Network network, ToIntFunction<ChannelGroup> widths) {
    ChannelDependencies ties = ChannelDependencies.of(network);
    Set<Integer> removed =
        elastic(ties).entrySet().stream()
            .flatMap(
                each ->
                    each.getValue().stream().skip(Math.max(1, widths.applyAsInt(each.getKey()))))
            .collect(Collectors.toSet());
    return removed.isEmpty() ? network : new ChannelSelection(network, ties, removed).cut();
  }
}
