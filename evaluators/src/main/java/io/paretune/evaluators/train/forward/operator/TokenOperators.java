package io.paretune.evaluators.train.forward.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import io.paretune.evaluators.network.Shape.Ids;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.TokenWindows;
import io.paretune.evaluators.task.loss.Scalars;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How PyTorch computes the layers of transformers, on {@code float[batch][tokens][width]}. */
public final class TokenOperators {

  /** Added to the score of padding: its share is 0, unless there is nothing else. */
  private static final float HIDDEN = -1e4f;

  private TokenOperators() {}

  /**
   * A vector for each id.
   *
   * @param ids {@code float[batch][tokens]}
   * @param table {@code float[vocabulary][width]}
   */
  public static NDArray embedded(NDArray ids, TokenLayer.Embedding embedding, NDArray table) {
    NDArray rows = ids.toType(DataType.INT64, false);
    if (embedding.mixed()) {
      // floats, since whole numbers below 2^24 are exact in them
      rows =
          Scalars.over(ids, embedding.every())
              .floor()
              .mod(ids.getManager().create((float) embedding.vocabulary()))
              .toType(DataType.INT64, false);
    }
    return Embedding.embedding(rows, table, SparseFormat.DENSE).singletonOrThrow();
  }

  /** Tokens of which a share, drawn anew, are zero; the others stay as they are. */
  public static NDArray hidden(NDArray tokens, double share) {
    Shape shape = tokens.getShape();
    NDArray ones = tokens.getManager().ones(new Shape(shape.get(0), shape.get(1), 1));
    NDArray kept = Dropout.dropout(ones, (float) share, true).singletonOrThrow();
    return tokens.mul(Scalars.times(kept, 1 - share));
  }

  /**
   * Where tokens are, as 1, and padding, as 0: {@code float[batch][tokens][1]}.
   *
   * @param ids {@code float[batch][ids]} of the last of {@code tokens}
   */
  public static NDArray present(NDArray ids, long tokens) {
    return padding(ids, tokens).neg().add(1f).expandDims(2);
  }

  /**
   * Where padding is, as 1, and tokens, as 0.
   *
   * @param ids {@code float[batch][ids]} of the last of {@code tokens}
   * @return {@code float[batch][tokens]}
   */
  private static NDArray padding(NDArray ids, long tokens) {
    NDArray padding = ids.eq(Ids.PADDING).toType(DataType.FLOAT32, false);
    long before = tokens - ids.getShape().get(1);
    if (before == 0) {
      return padding;
    }
    NDArray none = ids.getManager().zeros(new Shape(ids.getShape().get(0), before));
    return NDArrays.concat(new NDList(none, padding), 1);
  }

  /** The first rows of a table: a batch of texts may be shorter than the longest of all. */
  public static NDArray first(NDArray table, long rows) {
    return rows == table.getShape().get(0) ? table : table.get(new NDIndex().addSliceDim(0, rows));
  }

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
   * @param inputs queries, keys and values, perhaps ids {@code float[batch][ids]} of the last
   *     tokens
   * @param own the layer's tensors
   */
  public static NDArray attention(
      List<NDArray> inputs, TokenLayer.Attention attention, Map<Role, NDArray> own) {
    NDArray query = Scalars.times(heads(inputs.get(0), attention), attention.scale());
    NDArray key = heads(inputs.get(1), attention).transpose(0, 1, 3, 2);
    NDArray scores = query.matMul(key);
    NDArray added = own.get(Role.SCORES);
    if (added != null) {
      long tokens = scores.getShape().get(2);
      scores = scores.add(added.get(":, :{}, :{}", tokens, tokens));
    }
    if (attention.windows().divided()) {
      scores = withParts(scores, attention.windows());
    }
    if (inputs.size() > 3) {
      NDArray padding = padding(inputs.get(3), inputs.get(0).getShape().get(1));
      scores = scores.add(Scalars.times(padding, HIDDEN).expandDims(1).expandDims(1));
    }
    NDArray shares = scores.softmax(-1);
    NDArray made = shares.matMul(heads(inputs.get(2), attention)).transpose(0, 2, 1, 3);
    return made.reshape(inputs.get(0).getShape());
  }

  /** Scores where tokens of other parts of a window are not seen. */
  private static NDArray withParts(NDArray scores, TokenWindows windows) {
    Tensor hiding = windows.hiding(HIDDEN);
    NDArray added =
        scores
            .getManager()
            .create(
                hiding.toArray(),
                new Shape(Arrays.stream(hiding.shape()).asLongStream().toArray()));
    Shape shape = scores.getShape();
    return scores
        .reshape(-1, hiding.axis(0), shape.get(1), shape.get(2), shape.get(3))
        .add(added)
        .reshape(shape);
  }

  /**
   * {@code [batch][tokens][heads x width]} as {@code [batch x windows][heads][tokens of
   * one][width]}.
   */
  private static NDArray heads(NDArray x, TokenLayer.Attention attention) {
    int tokens = attention.windows().of((int) x.getShape().get(1));
    return x.reshape(-1, tokens, attention.heads(), attention.headWidth()).transpose(0, 2, 1, 3);
  }

  /**
   * The mean of the tokens from one on, {@code float[batch][width]}.
   *
   * @param inputs tokens, perhaps ids {@code float[batch][ids]} of the last of them
   */
  public static NDArray mean(List<NDArray> inputs, int first) {
    NDArray counted = from(inputs.get(0), first);
    if (inputs.size() == 1) {
      return counted.mean(new int[] {1});
    }
    NDArray present = from(present(inputs.get(1), inputs.get(0).getShape().get(1)), first);
    NDArray sum = counted.mul(present).sum(new int[] {1});
    return sum.div(present.sum(new int[] {1}).clip(1f, Float.MAX_VALUE));
  }

  private static NDArray from(NDArray x, int first) {
    return first == 0 ? x : x.get(":, {}:", first);
  }

  /** {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}. */
  public static NDArray tanhGelu(NDArray x) {
    NDArray cubed = Scalars.times(x.mul(x).mul(x), 0.044715);
    NDArray gate = Activation.tanh(Scalars.times(x.add(cubed), Math.sqrt(2 / Math.PI)));
    return Scalars.times(x.mul(gate.add(1f)), 0.5);
  }
}
