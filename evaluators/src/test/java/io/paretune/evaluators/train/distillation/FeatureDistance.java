package io.paretune.evaluators.train.distillation;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.Map;

/** How far a student's features are from a teacher's. */
final class FeatureDistance {

  private static final int IMAGES = 30;

  private FeatureDistance() {}

  /** The feature loss on the first validation images. */
  static double of(DataSet data, FeatureTeacher teacher, Network student, Weights weights) {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      FeatureLoss loss = new FeatureLoss(student, teacher, 1, manager);
      NDArray batch =
          manager.create(
              data.validation().inputs(0, IMAGES), Inference.batchShape(student, IMAGES));
      Map<String, NDArray> values =
          Forward.values(
              student,
              new WeightArrays(student, weights, manager).arrays(),
              batch,
              Mode.EVALUATION,
              WeightTransform.identity());
      return loss.of(batch, values, loss.projections().arrays(), manager).getFloat();
    }
  }
}
