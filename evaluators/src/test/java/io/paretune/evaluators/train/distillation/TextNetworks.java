package io.paretune.evaluators.train.distillation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.TextTransformerFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.search.space.Assignment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small transformers of texts of up to seven tokens. */
final class TextNetworks {

  private TextNetworks() {}

  static Network of(int width, int depth) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("width", width);
    values.put("depth", depth);
    for (int block = 0; block < depth; block++) {
      values.put("heads.block" + block, 1);
      values.put("ratio.block" + block, 1);
    }
    FamilyContext context =
        FamilyContext.of(io.paretune.evaluators.network.Shape.ids(7, 20), 3)
            .with("width", 8, 16)
            .with("depth", 1, 2)
            .with("head-width", 4)
            .with("heads", 1, 2)
            .with("ratio", 1, 2);
    return new TextTransformerFamily().build(Assignment.of(values), context);
  }

  /** The loss of two texts. */
  static double loss(FeatureLoss loss, Network student, float[] ids, NDManager manager) {
    NDArray batch = manager.create(ids, new Shape(2, ids.length / 2));
    Map<String, NDArray> values =
        Forward.values(
            student,
            new WeightArrays(student, Initialisation.kaiming(student, 1), manager).arrays(),
            batch,
            Mode.EVALUATION,
            WeightTransform.identity());
    return loss.of(batch, values, loss.projections().arrays(), manager).getFloat();
  }
}
