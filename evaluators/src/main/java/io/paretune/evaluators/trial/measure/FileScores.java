package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.torchscript.TorchInput;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** How good an exported file is on a split, run as it would be deployed. */
public final class FileScores {

  private FileScores() {}

  /**
   * The scores of a file.
   *
   * @param deployment what runs it
   * @param form how its outputs are to be read
   * @param where it runs
   * @throws io.paretune.hardware.HardwareException if there is no such device here
   */
  public static Scores of(
      Deployment deployment, Path file, Split split, Predictions.Form form, Placement where) {
    return split.head().score(outputs(deployment, file, split, form, where), split.targets());
  }

  /** What a file puts out for a split. */
  static Predictions outputs(
      Deployment deployment, Path file, Split split, Predictions.Form form, Placement where) {
    InputSize example = TorchInput.of(split.examples().shape());
    try (BatchModel model = Engines.installed().answering(deployment, file, example, where)) {
      return scorer(model, form).outputs(split, split.size(), StepGate.open());
    }
  }

  /**
   * As {@link #of(Deployment, Path, Split, Predictions.Form, Placement)}, of an ONNX file's bytes,
   * by ONNX Runtime on the processor.
   *
   * @param count how many examples at most, spread over the split
   */
  public static Scores of(byte[] file, Split split, int count, Predictions.Form form, int threads) {
    try (BatchModel model = BatchModel.onnx(file, threads)) {
      return scorer(model, form).score(split, Math.min(count, split.size()), StepGate.open());
    }
  }

  /** In batches of at most {@link BatchModel#BATCH}. */
  static Scorer scorer(BatchModel model, Predictions.Form form) {
    return new Scorer() {
      @Override
      public float[] logits(float[] inputs, int count) {
        return run(model, inputs, count);
      }

      @Override
      public Predictions.Form form() {
        return form;
      }
    };
  }

  private static float[] run(BatchModel model, float[] inputs, int count) {
    int each = inputs.length / count;
    float[] all = new float[0];
    for (int from = 0; from < count; from += BatchModel.BATCH) {
      int some = Math.min(BatchModel.BATCH, count - from);
      FloatBuffer batch = FloatBuffer.wrap(inputs, from * each, some * each).slice();
      float[] scores = model.run(batch, some).values().iterator().next();
      if (from == 0) {
        all = new float[count * (scores.length / some)];
      }
      System.arraycopy(scores, 0, all, from * (scores.length / some), scores.length);
    }
    return all;
  }
}
