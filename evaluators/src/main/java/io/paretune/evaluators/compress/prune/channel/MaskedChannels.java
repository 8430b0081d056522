package io.paretune.evaluators.compress.prune.channel;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of its whole width in which some channels are zero: their filters, biases and
 * normalisations are, and so are the columns that would read them (an activation may turn 0 into
 * something else). Layer normalisation looks at the features that are left alone: a linear layer of
 * zeros and ones chooses these before it, and another one puts them back among zeros.
 */
final class MaskedChannels {

  private final ChannelSelection selection;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private MaskedChannels(ChannelSelection selection) {
    this.selection = selection;
  }

  static WeightedNetwork of(ChannelSelection selection, Weights weights) {
    MaskedChannels masked = new MaskedChannels(selection);
    for (Node node : selection.network().nodes()) {
      int[] kept = selection.kept(node.name());
      boolean whole = kept.length == selection.dropped(node.name()).length;
      if (node.layer() instanceof TokenLayer.LayerNorm norm && !whole) {
        masked.normalise(node, norm, kept, weights);
      } else {
        masked.nodes.add(node);
        masked.zeroed(node, weights);
      }
    }
    Network network = Network.of(selection.network().input(), masked.nodes);
    return new WeightedNetwork(network, Weights.of(masked.tensors));
  }

  private void zeroed(Node node, Weights weights) {
    boolean[] outputs = selection.dropped(node.name());
    boolean[] inputs = selection.dropped(node.inputs().get(0));
    for (TensorSpec spec : Network.tensors(node)) {
      float[] values = weights.get(spec.name()).toArray();
      boolean columns = spec.role() == Role.WEIGHT && node.layer().dense();
      int perOutput = Math.max(1, values.length / outputs.length);
      // scores of a head whose values are zero say nothing
      boolean changes = spec.role().trainable() && spec.role() != Role.SCORES;
      for (int i = 0; i < values.length && changes; i++) {
        boolean zero = outputs[spec.role() == Role.TABLE ? i % outputs.length : i / perOutput];
        if (columns) {
          zero |= inputs[i % perOutput / (perOutput / inputs.length)];
        }
        values[i] = zero ? 0 : values[i];
      }
      tensors.put(spec.name(), Tensor.of(values, spec.dimensions()));
    }
  }

  private void normalise(Node node, TokenLayer.LayerNorm norm, int[] kept, Weights weights) {
    String chosen = node.name() + ".kept";
    String normal = node.name() + ".normal";
    int width = norm.width();
    int left = kept.length;
    float[] choice = new float[left * width];
    float[] back = new float[choice.length];
    for (int k = 0; k < left; k++) {
      choice[k * width + kept[k]] = 1;
      back[kept[k] * left + k] = 1;
    }
    add(node, chosen, new Layer.Linear(width, left, false), node.inputs().get(0));
    add(node, normal, new TokenLayer.LayerNorm(left, norm.epsilon()), chosen);
    add(node, node.name(), new Layer.Linear(left, width, false), normal);
    tensors.put(Role.WEIGHT.of(chosen), Tensor.of(choice, left, width));
    tensors.put(Role.WEIGHT.of(node.name()), Tensor.of(back, width, left));
    for (TensorSpec spec : Network.tensors(node)) {
      Tensor tensor = weights.get(spec.name());
      tensors.put(spec.role().of(normal), ChannelSelection.select(node, spec, tensor, kept, kept));
    }
  }

  private void add(Node like, String name, Layer layer, String input) {
    nodes.add(new Node(name, layer, List.of(input), like.block()));
  }
}
