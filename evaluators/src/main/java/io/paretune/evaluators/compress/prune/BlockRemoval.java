package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes whole residual blocks whose shortcut is the identity: the sum is replaced by the value
 * that enters the block, and the branch beside it disappears. Where a convolution costs as much as
 * its number of pixels whatever its width, as small 8-bit ones do, this is what makes a network
 * faster. Networks with residual connections bear the loss of a block (Veit et al. 2016, "Residual
 * networks behave like ensembles of relatively shallow networks", arXiv:1605.06431) and mend with
 * fine-tuning.
 */
public final class BlockRemoval {

  private BlockRemoval() {}

  /** The blocks that can be removed, in order: labels of sums with an identity shortcut. */
  public static List<String> removable(Network network) {
    Map<String, Integer> sums = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      if (shortcut(network, node).isPresent()) {
        sums.merge(node.block(), 1, Integer::sum);
      }
    }
    // a label with several sums would not say which of them is meant
    return sums.entrySet().stream()
        .filter(entry -> entry.getValue() == 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The network without these blocks.
   *
   * @param blocks some of {@link #removable}
   * @throws IllegalArgumentException naming a block that cannot be removed
   */
  public static WeightedNetwork remove(WeightedNetwork model, Set<String> blocks) {
    Network network = model.network();
    List<String> removable = removable(network);
    for (String block : blocks) {
      if (!removable.contains(block)) {
        throw new IllegalArgumentException(
            "only residual blocks with an identity shortcut can be removed, %s, got '%s'"
                .formatted(removable, block));
      }
    }
    Map<String, String> replaced = new HashMap<>();
    Map<String, Node> renamed = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      List<String> inputs =
          node.inputs().stream().map(name -> replaced.getOrDefault(name, name)).toList();
      Optional<String> entering = shortcut(network, node);
      if (entering.isPresent() && blocks.contains(node.block())) {
        replaced.put(node.name(), replaced.getOrDefault(entering.get(), entering.get()));
      } else if (rectifiedAlready(node, renamed.get(inputs.get(0)))
          && !node.name().equals(network.output().name())) {
        replaced.put(node.name(), inputs.get(0));
      } else {
        renamed.put(node.name(), node.withInputs(inputs));
      }
    }
    Network smaller = Network.of(network.input(), needed(List.copyOf(renamed.values())));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : smaller.tensors()) {
      tensors.put(spec.name(), model.weights().get(spec.name()));
    }
    return new WeightedNetwork(smaller, Weights.of(tensors));
  }

  /** Whether a rectifier reads what the same rectifier made, as it does behind a removed block. */
  private static boolean rectifiedAlready(Node node, @Nullable Node before) {
    return before != null && node.layer().rectifies() && before.layer().equals(node.layer());
  }

  /** Nodes that the last one depends on, in order. */
  private static List<Node> needed(List<Node> nodes) {
    Set<String> wanted = new HashSet<>();
    wanted.add(nodes.get(nodes.size() - 1).name());
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (wanted.contains(nodes.get(i).name())) {
        wanted.addAll(nodes.get(i).inputs());
      }
    }
    return nodes.stream().filter(node -> wanted.contains(node.name())).toList();
  }

  /**
   * What a sum of two adds its branch to, if the branch begins there, too, and nothing else reads
   * from within the branch.
   */
  private static Optional<String> shortcut(Network network, Node sum) {
    if (!sum.layer().equals(new Layer.Add())
        || sum.inputs().size() != 2
        || sum.name().equals(network.output().name())) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      String entering = sum.inputs().get(i);
      if (leadsOnly(network, entering, sum.inputs().get(1 - i), sum)) {
        return Optional.of(entering);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether everything behind {@code end}, up to {@code start}, is read by that and the sum only.
   */
  private static boolean leadsOnly(Network network, String start, String end, Node sum) {
    Set<String> branch = new HashSet<>();
    List<String> open = new ArrayList<>(List.of(end));
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      if (name.equals(start)) {
        continue;
      }
      if (!network.contains(name)) {
        return false;
      }
      if (branch.add(name)) {
        List<String> read = network.node(name).inputs();
        open.add(read.get(0));
        // ids that are read behind others say which tokens are padding
        read.stream().skip(1).filter(other -> !other.equals(Network.INPUT)).forEach(open::add);
      }
    }
    for (String name : branch) {
      for (Node reader : network.consumers(name)) {
        if (!branch.contains(reader.name()) && !reader.name().equals(sum.name())) {
          return false;
        }
      }
    }
    return !branch.isEmpty();
  }
}
