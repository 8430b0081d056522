package io.paretune.evaluators.onnx.read;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.onnx.read.value.Draft;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes of several layers the one that they are together: what nobody reads goes, constant offsets
 * become biases, written out activations become the activation. One pass, in topological order.
 */
final class Rewrites {

  private final Draft draft;
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, String> firstReader = new HashMap<>();
  private final Map<String, String> replaced = new HashMap<>();
  private final String output;

  private Rewrites(Draft draft, String output) {
    this.draft = draft;
    this.output = output;
  }

  /**
   * Simplifies the draft in place.
   *
   * @return the name of the output afterwards
   */
  static String simplify(Draft draft, String output) {
    Rewrites rewrites = new Rewrites(draft, output);
    rewrites.removeUnread();
    for (Node node : List.copyOf(draft.nodes().values())) {
      rewrites.visit(node);
    }
    return rewrites.replaced.getOrDefault(output, output);
  }

  private void removeUnread() {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      String name = open.pop();
      Node node = draft.nodes().get(name);
      if (needed.add(name) && node != null) {
        open.addAll(node.inputs());
      }
    }
    draft.nodes().keySet().retainAll(needed);
    for (Node node : draft.nodes().values()) {
      node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
      node.inputs().forEach(input -> firstReader.putIfAbsent(input, node.name()));
    }
  }

  private void visit(Node original) {
    Node node =
        original.withInputs(
            original.inputs().stream().map(name -> replaced.getOrDefault(name, name)).toList());
    draft.nodes().put(node.name(), node);
    if (node.layer() instanceof Elementwise.Affine) {
      if (!biased(node)) {
        hardActivation(node);
      }
    } else if (node.layer() instanceof Elementwise.Clip clip
        && clip.low() == 0
        && clip.high() == 1) {
      only(node, 0)
          .filter(line -> constant(line, 1 / 6.0, 0.5))
          .ifPresent(line -> become(node, ActivationKind.HARD_SIGMOID, List.of(line)));
    } else if (node.layer() instanceof Elementwise.Multiply) {
      gated(node);
    }
  }

  /** A constant offset behind a convolution or a linear layer is its bias. */
  private boolean biased(Node node) {
    Optional<Node> source = only(node, 0);
    if (source.isEmpty()
        || !allOnes(draft.tensor(Role.GAMMA, node.name()))
        || beginsHardSigmoid(node)) {
      return false;
    }
    Node maker = source.get();
    if (!maker.layer().weighted()) {
      return false;
    }
    Layer layer = maker.layer().biased();
    float[] bias = draft.tensor(Role.BETA, node.name()).toArray();
    Tensor before = draft.tensors().get(Role.BIAS.of(maker.name()));
    for (int c = 0; c < bias.length && before != null; c++) {
      bias[c] += before.at(c);
    }
    draft.tensors().put(Role.BIAS.of(maker.name()), Tensor.of(bias, bias.length));
    draft.nodes().put(maker.name(), maker.withLayer(layer));
    draft.nodes().remove(node.name());
    replaced.put(node.name(), maker.name());
    readers.put(maker.name(), readers.getOrDefault(node.name(), 0));
    draft.note("constant offsets became biases");
    return true;
  }

  /** Whether the offset is the first step of {@code relu6(x + 3) / 6}. */
  private boolean beginsHardSigmoid(Node node) {
    return constant(node, 1, 3)
        && next(node)
            .filter(act -> act.layer().equals(new Layer.Activation(ActivationKind.RELU6)))
            .flatMap(this::next)
            .filter(line -> constant(line, 1 / 6.0, 0))
            .isPresent();
  }

  /** The node that alone reads another. */
  private Optional<Node> next(Node node) {
    return readers.getOrDefault(node.name(), 0) == 1
        ? Optional.ofNullable(firstReader.get(node.name())).map(draft.nodes()::get)
        : Optional.empty();
  }

  /** {@code relu6(x + 3) / 6}, and {@code x relu6(x + 3) / 6}. */
  private void hardActivation(Node node) {
    Optional<Node> source = only(node, 0);
    if (source.isEmpty() || !constant(node, 1 / 6.0, 0)) {
      return;
    }
    Node before = source.get();
    if (shiftedRelu6(before).isPresent()) {
      Node line = shiftedRelu6(before).get();
      become(node, ActivationKind.HARD_SIGMOID, List.of(line, before));
    } else if (before.layer() instanceof Elementwise.Multiply && before.inputs().size() == 2) {
      for (int i = 0; i < 2; i++) {
        Optional<Node> gate = only(before, i);
        Optional<Node> line = gate.flatMap(this::shiftedRelu6);
        if (line.isPresent() && line.get().inputs().get(0).equals(before.inputs().get(1 - i))) {
          become(node, ActivationKind.HARD_SWISH, List.of(line.get(), gate.orElseThrow(), before));
          return;
        }
      }
    }
  }

  /** The {@code x + 3} that a RELU6 alone reads. */
  private Optional<Node> shiftedRelu6(Node node) {
    boolean relu6 =
        node.layer() instanceof Layer.Activation act && act.kind() == ActivationKind.RELU6;
    return relu6 ? only(node, 0).filter(line -> constant(line, 1, 3)) : Optional.empty();
  }

  /** {@code x sigmoid(x)} and {@code x hardSigmoid(x)}. */
  private void gated(Node node) {
    for (int i = 0; i < 2 && node.inputs().size() == 2; i++) {
      Optional<Node> gate = only(node, i);
      if (gate.isPresent()
          && gate.get().layer() instanceof Layer.Activation act
          && gate.get().inputs().get(0).equals(node.inputs().get(1 - i))) {
        if (act.kind() == ActivationKind.SIGMOID) {
          become(node, ActivationKind.SILU, List.of(gate.get()));
          return;
        } else if (act.kind() == ActivationKind.HARD_SIGMOID) {
          become(node, ActivationKind.HARD_SWISH, List.of(gate.get()));
          return;
        }
      }
    }
  }

  /** The node becomes an activation of what the first of the nodes before it reads. */
  private void become(Node node, ActivationKind kind, List<Node> before) {
    String x = before.get(0).inputs().get(0);
    for (Node gone : before) {
      draft.nodes().remove(gone.name());
    }
    if (kind == ActivationKind.SILU || kind == ActivationKind.HARD_SWISH) {
      readers.merge(x, -1, Integer::sum);
    }
    Node made = node.withLayer(new Layer.Activation(kind)).withInputs(List.of(x));
    draft.nodes().put(node.name(), made);
    draft.note("written out activations became " + kind);
  }

  /** The node behind an input, if nobody else reads it. */
  private Optional<Node> only(Node node, int input) {
    String name = node.inputs().get(input);
    boolean alone = readers.getOrDefault(name, 0) == 1 && !name.equals(Network.INPUT);
    return alone ? Optional.ofNullable(draft.nodes().get(name)) : Optional.empty();
  }

  private boolean constant(Node node, double factor, double offset) {
    if (!(node.layer() instanceof Elementwise.Affine)) {
      return false;
    }
    Tensor gamma = draft.tensor(Role.GAMMA, node.name());
    Tensor beta = draft.tensor(Role.BETA, node.name());
    for (int c = 0; c < gamma.size(); c++) {
      if (Math.abs(gamma.at(c) - factor) > 1e-6 || Math.abs(beta.at(c) - offset) > 1e-6) {
        return false;
      }
    }
    return true;
  }

  private static boolean allOnes(Tensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      if (tensor.at(i) != 1) {
        return false;
      }
    }
    return true;
  }
}
