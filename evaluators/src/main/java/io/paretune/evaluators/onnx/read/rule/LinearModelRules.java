package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Linear models of {@code ai.onnx.ml}, as scikit-learn's exporter writes them. */
public final class LinearModelRules {

  private final Draft draft;

  public LinearModelRules(Draft draft) {
    this.draft = draft;
  }

  /** Whether an operator of {@code ai.onnx.ml} is one of these. */
  public static boolean knows(String type) {
    return type.equals("LinearClassifier") || type.equals("LinearRegressor");
  }

  /**
   * The outputs, or empty if the operator is none of these. The label of a classifier is made of
   * its scores, outside the network: here it is not known.
   */
  public Optional<List<Value>> apply(Operation op) {
    return switch (op.type()) {
      case "LinearClassifier" -> Optional.of(List.of(Constant.list(new long[0]), classifier(op)));
      case "LinearRegressor" -> Optional.of(List.of(regressor(op)));
      default -> Optional.empty();
    };
  }

  private View classifier(Operation op) {
    int labels = Math.max(op.count("classlabels_ints"), op.count("classlabels_strings"));
    int scores = op.reals("intercepts").length;
    if (scores != labels || labels < 2) {
      throw op.refused(
          "%d scores for %d labels have no layer".formatted(scores, labels),
          "export one row of coefficients for each class");
    }
    return closed(op, linear(op, scores));
  }

  private View regressor(Operation op) {
    return closed(op, linear(op, Math.toIntExact(op.integer("targets", 1))));
  }

  private View linear(Operation op, int outputs) {
    View x = draft.vector(op.view(0), op);
    int features = x.shape().elements();
    float[] weight = op.reals("coefficients");
    float[] offset = op.reals("intercepts");
    if (outputs < 1
        || weight.length != (long) outputs * features
        || (offset.length > 0 && offset.length != outputs)) {
      throw op.refused(
          "%d coefficients and %d intercepts are no linear map of %d features to %d"
              .formatted(weight.length, offset.length, features, outputs),
          "the file is damaged: export it again");
    }
    Tensor bias = offset.length == 0 ? Tensor.filled(0, outputs) : Tensor.of(offset, outputs);
    return draft.add(
        new Layer.Linear(features, outputs, true),
        op.name(),
        Map.of(Role.WEIGHT, Tensor.of(weight, outputs, features), Role.BIAS, bias),
        x);
  }

  private View closed(Operation op, View scores) {
    String transform = op.text("post_transform", "NONE");
    return switch (transform) {
      case "NONE" -> scores;
      case "LOGISTIC" ->
          draft.add(
              new Layer.Activation(ActivationKind.SIGMOID),
              op.name() + ".logistic",
              Map.of(),
              scores);
      case "SOFTMAX" ->
          draft.add(new Layer.Softmax(false), op.name() + ".softmax", Map.of(), scores);
      default ->
          throw op.refused(
              "the transformation %s has no layer".formatted(transform),
              "export with NONE, LOGISTIC or SOFTMAX");
    };
  }
}
