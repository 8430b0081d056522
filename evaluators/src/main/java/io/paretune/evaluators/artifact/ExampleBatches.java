package io.paretune.evaluators.artifact;

import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.FloatBuffer;

/**
 * Runs a file on any number of examples as data hold them, whatever its layout and whether or not
 * it is bound to a batch. Does not own the model.
 */
public final class ExampleBatches {

  private final BatchModel model;
  private final InputLayout layout;
  private final Shape.Image example;

  /** Runs a model of which it is known how it takes examples. */
  public ExampleBatches(BatchModel model, InputLayout layout, InputShape shape) {
    this.model = model;
    this.layout = layout;
    this.example = Shape.image(shape.channels(), shape.height(), shape.width());
  }

  /**
   * The first output.
   *
   * @param inputs {@code float[count][channels][height][width]}, flat
   * @return {@code float[count][outputs]}, flat
   */
  public float[] outputs(float[] inputs, int count) {
    int fixed = (int) Math.max(0, model.inputAxes().get(0));
    int batch = fixed > 0 ? fixed : BatchModel.BATCH;
    int elements = inputs.length / count;
    float[] all = new float[0];
    for (int from = 0; from < count; from += batch) {
      int some = Math.min(batch, count - from);
      // a file that fixes its batch gets the last one filled up with zeros
      int asked = fixed > 0 ? batch : some;
      float[] examples = new float[asked * elements];
      System.arraycopy(inputs, from * elements, examples, 0, some * elements);
      FloatBuffer values = FloatBuffer.wrap(layout.arranged(examples, example));
      float[] scores = model.run(values, asked).values().iterator().next();
      int each = scores.length / asked;
      if (from == 0) {
        all = new float[count * each];
      }
      System.arraycopy(scores, 0, all, from * each, some * each);
    }
    return all;
  }

  /** What scores splits by it. */
  public Scorer scorer(Predictions.Form form) {
    return new Scorer() {
      @Override
      public float[] logits(float[] inputs, int count) {
        return ExampleBatches.this.outputs(inputs, count);
      }

      @Override
      public Predictions.Form form() {
        return form;
      }
    };
  }
}
