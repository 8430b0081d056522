package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import java.util.Optional;

/**
 * Rewrites the standard operators of a graph as version 13 has them, the first that can be
 * quantised by channel. Versions from 7 on are known; what an operator's newer form needs is a rule
 * of its own ({@link RaisedOperator}).
 */
final class OpsetRaise {

  static final int TARGET = 13;
  private static final int OLDEST = 7;

  private OpsetRaise() {}

  /**
   * The same model in version 13; one that has it, or a later one, as it came.
   *
   * @throws IllegalArgumentException if an operator has no such form: one line
   */
  static ModelProto of(ModelProto model) {
    int from = GraphDraft.opset(model);
    if (from >= TARGET) {
      return model;
    }
    if (from < OLDEST) {
      throw new IllegalArgumentException(
          "operators of opset %d are not known, those from %d on are; export it with a newer one"
              .formatted(from, OLDEST));
    }
    GraphDraft draft = GraphDraft.of(model);
    Ranks ranks = new Ranks(model.getGraph());
    for (NodeProto node : draft.nodes()) {
      if (node.getAttributeList().stream().anyMatch(AttributeProto::hasG)) {
        throw new IllegalArgumentException(
            "node '%s' (%s) holds a graph of its own, in opset %d; export it with opset %d or later"
                .formatted(node.getName(), node.getOpType(), from, TARGET));
      }
      Optional<RaisedOperator> rule =
          GraphDraft.isStandard(node.getDomain())
                  && node.getInputCount() > 0
                  && node.getOutputCount() > 0
              ? Optional.ofNullable(RaisedOperator.RULES.get(node.getOpType()))
              : Optional.empty();
      if (rule.isPresent()) {
        rule.get().write(new RaisedOperator.Old(draft, node, from, ranks));
      } else {
        draft.write(node);
      }
    }
    return raised(draft.built());
  }

  private static ModelProto raised(ModelProto model) {
    ModelProto.Builder raised = model.toBuilder().clearOpsetImport();
    raised.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(TARGET));
    model.getOpsetImportList().stream()
        .filter(set -> !GraphDraft.isStandard(set.getDomain()))
        .forEach(raised::addOpsetImport);
    return raised.build();
  }
}
