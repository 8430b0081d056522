package io.paretune.experiments.compress.graph;

import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.qdq.StaticQuantisation;
import io.paretune.evaluators.onnx.graph.rounding.SecondOrderRounding;
import io.paretune.evaluators.onnx.graph.technique.BlockwiseProducts;
import io.paretune.evaluators.onnx.graph.technique.ByteStorage;
import io.paretune.evaluators.onnx.graph.technique.DynamicProducts;
import io.paretune.evaluators.onnx.graph.technique.DynamicRecurrence;
import io.paretune.evaluators.onnx.graph.technique.HalfStorage;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Techniques in the order in which a node gets the first that fits it, by name. */
final class Codings {

  static final List<NodeTechnique> HALVES = List.of(new HalfStorage());
  static final List<NodeTechnique> BYTES = List.of(new ByteStorage());
  static final List<NodeTechnique> DYNAMIC =
      List.of(new DynamicProducts(), new DynamicRecurrence(), new ByteStorage());

  private Codings() {}

  /**
   * Those that need no calibration, beside {@link #HALVES}.
   *
   * @param accuracy level of products in blocks: 4 lets the runtime multiply in bytes
   */
  static Map<String, List<NodeTechnique>> uncalibrated(int accuracy) {
    Map<String, List<NodeTechnique>> codings = new LinkedHashMap<>();
    codings.put("int8", BYTES);
    codings.put("dynamic-int8", DYNAMIC);
    codings.put("int8-blocks", blocks(8, accuracy));
    codings.put("int4-blocks", blocks(4, accuracy));
    return codings;
  }

  /** Blocks of 4 bits whose weights are rounded as some calls tell. */
  static List<NodeTechnique> learnedBlocks(SecondOrderRounding rounding, int accuracy) {
    return List.of(new BlockwiseProducts(4, 32, accuracy, rounding), new ByteStorage());
  }

  private static List<NodeTechnique> blocks(int bits, int accuracy) {
    return List.of(new BlockwiseProducts(bits, 32, accuracy), new ByteStorage());
  }

  /** Weights alone in bytes, with biases that make up for the rounding where there are some. */
  static List<NodeTechnique> stored(StaticQuantisation calibrated) {
    return List.of(calibrated.storage(), new ByteStorage());
  }

  /** A technique, and for what it does not fit the dynamic ones. */
  static List<NodeTechnique> before(NodeTechnique first) {
    List<NodeTechnique> order = new ArrayList<>(List.of(first));
    order.addAll(DYNAMIC);
    return List.copyOf(order);
  }

  /** Static quantisation with weights of 7 bits, and for what it does not fit dynamic products. */
  static List<NodeTechnique> narrow(StaticQuantisation first) {
    return List.of(
        first.narrow(), new DynamicProducts(7), new DynamicRecurrence(), new ByteStorage());
  }

  /** Whether a technique of the order, storage in bytes as the last one aside, fits anything. */
  static boolean fits(GraphPlan base, List<NodeTechnique> order) {
    return !base.fitting(order.subList(0, Math.max(1, order.size() - 1))).isEmpty();
  }
}
