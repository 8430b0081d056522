package io.paretune.evaluators.train.forward.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.task.loss.Scalars;
import java.util.List;
import java.util.Map;

/** How PyTorch computes the layers of transformers, on {@code float[batch][tokens][width]}. */
public final class TokenOperators {

  private TokenOperators() {}

  /**
   * Learned tokens in front.
   *
   * @param table {@code float[tokens][width]}
   */
  public static NDArray prepended(NDArray x, NDArray table) {
    Shape shape = table.getShape();
    NDArray tokens =
        table
            .reshape(1, shape.get(0), shape.get(1))
            .broadcast(new Shape(x.getShape().get(0), shape.get(0), shape.get(1)));
    return NDArrays.concat(new NDList(tokens, x), 1);
  }

  /**
   * Layer normalisation over the last axis.
   *
   * @param own the layer's tensors
   */
  public static NDArray normalised(NDArray x, TokenLayer.LayerNorm norm, Map<Role, NDArray> own) {
    return LayerNorm.layerNorm(
            x,
            new Shape(norm.width()),
            own.get(Role.GAMMA),
            own.get(Role.BETA),
            (float) norm.epsilon())
        .singletonOrThrow();
  }

  /**
   * Attention, head by head.
   *
   * @param inputs queries, keys and values
   */
  public static NDArray attention(List<NDArray> inputs, TokenLayer.Attention attention) {
    NDArray query = Scalars.times(heads(inputs.get(0), attention), attention.scale());
    NDArray key = heads(inputs.get(1), attention).transpose(0, 1, 3, 2);
    NDArray shares = query.matMul(key).softmax(-1);
    NDArray made = shares.matMul(heads(inputs.get(2), attention)).transpose(0, 2, 1, 3);
    return made.reshape(inputs.get(0).getShape());
  }

  /** {@code [batch][tokens][heads x width]} as {@code [batch][heads][tokens][width]}. */
  private static NDArray heads(NDArray x, TokenLayer.Attention attention) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), attention.heads(), attention.headWidth())
        .transpose(0, 2, 1, 3);
  }

  /** The mean of the tokens from one on, {@code float[batch][width]}. */
  public static NDArray mean(NDArray x, int first) {
    NDArray counted = first == 0 ? x : x.get(":, {}:", first);
    return counted.mean(new int[] {1});
  }

  /** {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}. */
  public static NDArray tanhGelu(NDArray x) {
    NDArray cubed = Scalars.times(x.mul(x).mul(x), 0.044715);
    NDArray gate = Activation.tanh(Scalars.times(x.add(cubed), Math.sqrt(2 / Math.PI)));
    return Scalars.times(x.mul(gate.add(1f)), 0.5);
  }
}
