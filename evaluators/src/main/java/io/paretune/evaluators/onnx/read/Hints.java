package io.paretune.evaluators.onnx.read;

/** What can be done about operators that have no layer. */
final class Hints {

  private Hints() {}

  static String of(String type) {
    return switch (type) {
      case "QuantizeLinear", "DequantizeLinear", "QLinearConv", "ConvInteger", "MatMulInteger" ->
          "give the float model: quantising is what is searched here";
      case "Loop", "Scan", "If" -> "export without control flow, for one fixed input shape";
      case "LSTM", "GRU", "RNN" -> "recurrent models cannot be imported";
      case "Attention",
          "Einsum",
          "GroupNormalization",
          "InstanceNormalization",
          "LpNormalization",
          "ReduceSum",
          "ReduceL2" ->
          "only networks of convolutions, pools, linear layers and attention can be imported";
      case "Erf" -> "export with opset 20 or later, where Gelu is one operator";
      case "ArgMax", "TopK", "NonMaxSuppression" ->
          "cut the model before this node, at the numbers that it chooses among";
      default -> "see docs/importing-models.md for the operators that are";
    };
  }
}
