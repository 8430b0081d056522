package io.paretune.evaluators.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import java.util.Map;

/** How far a student's hidden values are from a teacher's. */
final class HiddenDistance {

  private static final int IMAGES = 30;

  private HiddenDistance() {}

  /** The hidden loss on the first validation images. */
  static double of(DataSet data, HiddenTeacher teacher, Network student, Weights weights) {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      HiddenLoss loss = new HiddenLoss(student, teacher, 1, manager);
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
