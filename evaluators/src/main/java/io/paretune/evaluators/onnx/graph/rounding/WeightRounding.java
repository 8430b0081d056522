package io.paretune.evaluators.onnx.graph.rounding;

import ai.onnx.proto.OnnxMl.NodeProto;

/** How the weights of a product become steps of a grid. */
public interface WeightRounding {

  /** Each weight by itself, to the nearest step. */
  WeightRounding NEAREST = (node, grid) -> grid.nearest();

  /**
   * The grid that a node's weights are rounded on.
   *
   * @param node that multiplies
   * @param spanning under whose scales all weights are
   */
  default WeightGrid grid(NodeProto node, WeightGrid spanning) {
    return spanning;
  }

  /**
   * The steps of a node's matrix.
   *
   * @param node that multiplies
   * @return as many as the matrix has values, in its order, each on the grid
   */
  byte[] steps(NodeProto node, WeightGrid grid);
}
