package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Optional;

/**
 * Ids of tokens as a file numbers them whose padding is not id 0, such as RoBERTa's. The network's
 * own ids are these with padding and id 0 in each other's place, and so are the rows of tables.
 *
 * @param ids the file's view of them
 * @param padding the file's id of padding, above 0
 */
public record Filed(View ids, int padding) implements Value {

  @Override
  public int[] dims() {
    return ids.dims();
  }

  /** A table by the network's ids. */
  public static Tensor reordered(Tensor table, int padding) {
    int width = table.size() / table.axis(0);
    float[] rows = new float[table.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = table.at(other(i / width, padding) * width + i % width);
    }
    return Tensor.of(rows, table.shape());
  }

  private static int other(int id, int padding) {
    return id == padding ? Shape.Ids.PADDING : id == Shape.Ids.PADDING ? padding : id;
  }

  /**
   * The network's ids, if an operator looks up what {@link
   * io.paretune.evaluators.onnx.signature.TextForm#order} is.
   */
  public Optional<View> inOrder(Constant order) {
    boolean all = order.isInteger() && order.size() > padding;
    for (int i = 0; i < order.size() && all; i++) {
      all = order.integerAt(i) == other(i, padding);
    }
    return all ? Optional.of(View.of(Network.INPUT, ids.shape())) : Optional.empty();
  }
}
