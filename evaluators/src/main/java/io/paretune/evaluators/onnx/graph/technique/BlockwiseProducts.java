package io.paretune.evaluators.onnx.graph.technique;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
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
 */
public record BlockwiseProducts(int bits, int block, int accuracy) implements NodeTechnique {

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
              float[] factors = new float[outputs * blocks];
              byte[] bytes = packed(StoredWeights.upright(node, matrix), inputs, factors);
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

  /**
   * The nearest steps, the middle one for zero: {@code outputs x blocks x block}, the low half of a
   * byte first. The value of largest size of a block is exact.
   */
  private byte[] packed(float[] matrix, int inputs, float[] scales) {
    int outputs = matrix.length / inputs;
    int blocks = scales.length / outputs;
    int middle = 1 << (bits - 1);
    int perByte = 8 / bits;
    byte[] packed = new byte[scales.length * block / perByte];
    for (int s = 0; s < scales.length; s++) {
      int output = s / blocks;
      int from = s % blocks * block;
      int to = Math.min(inputs, from + block);
      float extreme = 0;
      for (int i = from; i < to; i++) {
        float value = matrix[i * outputs + output];
        extreme = Math.abs(value) > Math.abs(extreme) ? value : extreme;
      }
      scales[s] = extreme == 0 ? 1 : -extreme / middle;
      for (int i = 0; i < block; i++) {
        float value = from + i < to ? matrix[(from + i) * outputs + output] : 0;
        int step = (int) Math.rint(value / scales[s]) + middle;
        int place = s * block + i;
        packed[place / perByte] |=
            (byte) (Math.max(0, Math.min(2 * middle - 1, step)) << (place % perByte * bits));
      }
    }
    return packed;
  }
}
