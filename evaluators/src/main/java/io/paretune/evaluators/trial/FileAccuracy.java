package io.paretune.evaluators.trial;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxClassifier;
import io.paretune.evaluators.torchscript.TorchScriptClassifier;
import io.paretune.evaluators.train.forward.Accuracy;
import io.paretune.hardware.runtime.TorchArchive;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** How much of a split an exported file gets right, run as it would be deployed. */
public final class FileAccuracy {

  private FileAccuracy() {}

  /**
   * Share of the split that a file classifies correctly, 0 to 1: ONNX by ONNX Runtime, TorchScript
   * by PyTorch, which it is is told by its content.
   *
   * @param threads of ONNX Runtime; PyTorch has those of the process
   */
  public static double of(Path file, Split split, int threads) {
    if (TorchArchive.isArchive(file)) {
      InputShape shape = split.examples().shape();
      Shape input = Shape.image(shape.channels(), shape.height(), shape.width());
      try (TorchScriptClassifier model = TorchScriptClassifier.open(file, input)) {
        return of(model::logits, split, split.size());
      }
    }
    try (OnnxClassifier model = OnnxClassifier.open(file, threads)) {
      return of(model::logits, split, split.size());
    }
  }

  /** As {@link #of(Path, Split, int)}, of a file's bytes. */
  public static double of(byte[] file, Split split, int threads) {
    return of(file, split, split.size(), threads);
  }

  /** As {@link #of(byte[], Split, int)}, of {@code count} examples, spread over the split. */
  public static double of(byte[] file, Split split, int count, int threads) {
    try (OnnxClassifier model = OnnxClassifier.open(file, threads)) {
      return of(model::logits, split, Math.min(count, split.size()));
    }
  }

  private static double of(UnaryOperator<float[][]> model, Split split, int count) {
    return Accuracy.of((inputs, some) -> flat(model.apply(rows(inputs, some))), split, count);
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
