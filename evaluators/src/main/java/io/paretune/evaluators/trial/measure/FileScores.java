package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxClassifier;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.torchscript.TorchScriptClassifier;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.TorchArchive;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** How good an exported file is on a split, run as it would be deployed. */
public final class FileScores {

  private FileScores() {}

  /**
   * The scores of a file: ONNX by ONNX Runtime, TorchScript by PyTorch, which it is is told by its
   * content.
   *
   * @param form how its outputs are to be read
   * @param threads of ONNX Runtime; PyTorch has those of the process
   */
  public static Scores of(Path file, Split split, Predictions.Form form, int threads) {
    return split.head().score(outputs(file, split, form, threads), split.targets());
  }

  /** What a file puts out for a split, see {@link #of(Path, Split, Predictions.Form, int)}. */
  static Predictions outputs(Path file, Split split, Predictions.Form form, int threads) {
    if (TorchArchive.isArchive(file)) {
      InputShape shape = split.examples().shape();
      Shape input = Shape.image(shape.channels(), shape.height(), shape.width());
      try (TorchScriptClassifier model = TorchScriptClassifier.open(file, input)) {
        return scorer(model::logits, form).outputs(split, split.size(), StepGate.open());
      }
    }
    try (OnnxClassifier model = OnnxClassifier.open(file, threads)) {
      return scorer(model::logits, form).outputs(split, split.size(), StepGate.open());
    }
  }

  /**
   * As {@link #of(Path, Split, Predictions.Form, int)}, of an ONNX file's bytes.
   *
   * @param count how many examples at most, spread over the split
   */
  public static Scores of(byte[] file, Split split, int count, Predictions.Form form, int threads) {
    try (OnnxClassifier model = OnnxClassifier.open(file, threads)) {
      return scorer(model::logits, form)
          .score(split, Math.min(count, split.size()), StepGate.open());
    }
  }

  private static Scorer scorer(UnaryOperator<float[][]> model, Predictions.Form form) {
    return new Scorer() {
      @Override
      public float[] logits(float[] inputs, int some) {
        return flat(model.apply(rows(inputs, some)));
      }

      @Override
      public Predictions.Form form() {
        return form;
      }
    };
  }

  private static float[][] rows(float[] values, int count) {
    int each = values.length / count;
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Arrays.copyOfRange(values, i * each, (i + 1) * each);
    }
    return rows;
  }

  private static float[] flat(float[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
    }
    return values;
  }
}
