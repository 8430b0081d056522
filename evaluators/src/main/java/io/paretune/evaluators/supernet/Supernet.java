package io.paretune.evaluators.supernet;

import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import io.paretune.hardware.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shared tensors of a family: for every tensor that any of its networks has, one that is as
 * large as the largest of them, so that every network is a {@link Part} of it (Cai et al. 2020,
 * "Once-for-all", arXiv:1908.09791; Yu et al. 2020, "BigNAS", arXiv:2003.11142). Networks match by
 * the names of their nodes. Immutable and thread safe.
 */
public final class Supernet {

  private final Network largest;
  private final Map<String, SharedNode> nodes;
  private final Map<String, TensorSpec> tensors = new LinkedHashMap<>();

  private Supernet(Network largest, Map<String, SharedNode> nodes) {
    this.largest = largest;
    this.nodes = nodes;
    nodes
        .values()
        .forEach(node -> node.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor)));
  }

  /**
   * Of all networks of a family, as far as {@link FamilyParts#explored} shows them.
   *
   * @throws IllegalArgumentException if two of its networks cannot share weights, naming the node
   */
  static Supernet of(FamilyParts family) {
    Map<String, SharedNode> nodes = new LinkedHashMap<>();
    for (Network network : family.explored()) {
      for (Node node : network.nodes()) {
        nodes.merge(node.name(), SharedNode.of(node), SharedNode::with);
      }
    }
    return new Supernet(family.largest(), nodes);
  }

  /** The most capable network, which teaches the others. */
  public Network largest() {
    return largest;
  }

  /** The shared tensors, in order. */
  public List<TensorSpec> tensors() {
    return List.copyOf(tensors.values());
  }

  /**
   * A network as a part.
   *
   * @throws IllegalArgumentException naming the first node that has no counterpart that is large
   *     enough, with both shapes
   */
  public Part part(Network network) {
    Map<String, Slice> slices = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      for (TensorSpec spec : Network.tensors(node)) {
        slices.put(spec.name(), slice(node, spec));
      }
    }
    return new Part(network, slices);
  }

  private Slice slice(Node node, TensorSpec spec) {
    TensorSpec shared = tensors.get(spec.name());
    SharedNode counterpart = nodes.get(node.name());
    if (shared == null || counterpart == null) {
      throw new IllegalArgumentException(
          "every node of a part must be in the shared network, got '%s' of shape %s; the shared network has no node of this name"
              .formatted(node.name(), spec.shape()));
    }
    counterpart.requireSameKind(node);
    try {
      return Slice.of(spec.shape(), shared.shape());
    } catch (IllegalArgumentException larger) {
      throw new IllegalArgumentException(
          "a node of a part must fit into that of the shared network, got %s of node '%s': %s here, %s shared"
              .formatted(spec.role().suffix(), node.name(), spec.shape(), shared.shape()),
          larger);
    }
  }

  /** First weights of all shared tensors, see {@link Initialisation#kaiming}. */
  public Weights initialised(long seed) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    nodes
        .values()
        .forEach(
            node ->
                node.tensors()
                    .forEach(
                        spec ->
                            values.put(
                                spec.name(),
                                Initialisation.kaiming(spec, node.layer().convolves(), seed))));
    return Weights.of(values);
  }

  /** SHA-256 of the names and shapes of all shared tensors and of the largest network. */
  public String contentHash() {
    List<String> words = new ArrayList<>(List.of(largest.contentHash()));
    tensors.values().forEach(spec -> words.add(spec.name() + spec.shape()));
    return Digest.sha256(String.join("\n", words));
  }
}
