package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import io.paretune.evaluators.onnx.graph.rounding.WeightGrid;
import io.paretune.evaluators.onnx.graph.rounding.WeightRounding;
import java.util.List;
import java.util.Set;

/**
 * Products with a stored matrix of 4 or 8 bits, a scale for so many inputs of each output: ONNX
 * Runtime's {@code MatMulNBits}, which other runtimes do not have. The other factor stays in
 * floats.
 *
 * @param bits 4 or 8
 * @param block inputs that share a scale: a power of two from 16 on
 * @param accuracy in what the runtime computes: 1 in 32-bit floats, 4 in bytes (faster; answers can
 *     flip where activations have outliers), 0 as it likes
 * @param rounding of the weights
 */
public record BlockwiseProducts(int bits, int block, int accuracy, WeightRounding rounding)
    implements NodeTechnique {

  /** To the nearest steps. */
  public BlockwiseProducts(int bits, int block, int accuracy) {
    this(bits, block, accuracy, WeightRounding.NEAREST);
  }

  /** Checks the parameters. */
  public BlockwiseProducts {
    if (bits != 4 && bits != 8) {
      throw new IllegalArgumentException("bits must be 4 or 8, got " + bits);
    }
    if (block < 16 || block > 256 || Integer.bitCount(block) != 1) {
      throw new IllegalArgumentException(
          "a block must have 16, 32, 64, 128 or 256 inputs, got " + block);
    }
    if (accuracy < 0 || accuracy > 4) {
      throw new IllegalArgumentException("accuracy must lie in [0, 4], got " + accuracy);
    }
  }

  @Override
  public String label() {
    return "int%d-blocks-of-%d".formatted(bits, block);
  }

  @Override
  public boolean fits(GraphDraft draft, NodeProto node) {
    return StoredWeights.matrix(draft, node).isPresent();
  }

  @Override
  public NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free) {
    return new SingleNodes(draft, nodes, this::write);
  }

  private void write(GraphDraft draft, NodeProto node) {
    TensorProto matrix = StoredWeights.matrix(draft, node).orElseThrow();
    boolean turned = StoredWeights.turned(node);
    int outputs = (int) matrix.getDims(turned ? 0 : 1);
    int inputs = (int) matrix.getDims(turned ? 1 : 0);
    int blocks = (inputs + block - 1) / block;
    String key = label() + (turned ? " turned " : " ") + matrix.getName();
    String scales = draft.once("scales " + key, () -> draft.fresh(matrix.getName() + ".scale"));
    String packed =
        draft.once(
            key,
            () -> {
              float[] upright = StoredWeights.upright(node, matrix);
              WeightGrid grid = rounding.grid(node, new WeightGrid(upright, inputs, bits, block));
              float[] factors = grid.scales();
              byte[] bytes = packed(rounding.steps(node, grid), grid);
              draft.store(StoredFloats.floats(scales, factors, List.of((long) factors.length)));
              return draft.store(
                  StoredFloats.unsigned(
                      draft.fresh(matrix.getName() + ".blocks"),
                      bytes,
                      List.of((long) outputs, (long) blocks, (long) block * bits / 8)));
            });
    boolean biased = Nodes.has(node, 2);
    String output = node.getOutput(0);
    String product = biased ? draft.fresh(output + ".product") : output;
    draft.write(
        Nodes.of(
                "MatMulNBits",
                List.of(node.getInput(0), packed, scales),
                product,
                OnnxGraph.integer("K", inputs),
                OnnxGraph.integer("N", outputs),
                OnnxGraph.integer("bits", bits),
                OnnxGraph.integer("block_size", block),
                OnnxGraph.integer("accuracy_level", accuracy))
            .toBuilder()
            .setDomain(GraphDraft.CONTRIBUTED)
            .build());
    if (biased) {
      draft.write(Nodes.of("Add", List.of(product, node.getInput(2)), output));
    }
  }

  /** Steps as {@code outputs x blocks x block}, the low half of a byte first; zeros fill up. */
  private byte[] packed(byte[] steps, WeightGrid grid) {
    int perByte = 8 / bits;
    int middle = 1 << (bits - 1);
    int whole = grid.blocks() * block;
    byte[] packed = new byte[grid.outputs() * whole / perByte];
    for (int place = 0; place < grid.outputs() * whole; place++) {
      int input = place % whole;
      int output = place / whole;
      int step = input < grid.inputs() ? steps[input * grid.outputs() + output] & 0xff : middle;
      packed[place / perByte] |= (byte) (step << (place % perByte * bits));
    }
    return packed;
  }
}
