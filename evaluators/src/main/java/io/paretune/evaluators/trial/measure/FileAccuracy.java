package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.torchscript.TorchInput;
import io.paretune.evaluators.train.forward.Accuracy;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.hardware.runtime.TorchArchive;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of a split an exported file gets right, run as it would be deployed. */
public final class FileAccuracy {

  private FileAccuracy() {}

  /**
   * Share of the split that a file classifies correctly, 0 to 1: ONNX by ONNX Runtime, TorchScript
   * by PyTorch, which it is is told by its content.
   *
   * @param where it runs
   * @throws io.paretune.hardware.HardwareException if there is no such device here
   */
  public static double of(Path file, Split split, Placement where) {
    try (BatchModel model = open(file, split, where)) {
      return Accuracy.of(scorer(model), split, split.size());
    }
  }

  private static BatchModel open(Path file, Split split, Placement where) {
    if (TorchArchive.isArchive(file)) {
      return BatchModel.torchScript(file, TorchInput.of(split.examples().shape()), where);
    }
    try {
      return BatchModel.onnx(Files.readAllBytes(file), where);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model " + file, e);
    }
  }

  /** As {@link #of(Path, Split, Placement)}, of an ONNX file's bytes, on the processor. */
  public static double of(byte[] file, Split split, int threads) {
    return of(file, split, split.size(), threads);
  }

  /** As {@link #of(byte[], Split, int)}, of {@code count} examples, spread over the split. */
  public static double of(byte[] file, Split split, int count, int threads) {
    try (BatchModel model = BatchModel.onnx(file, threads)) {
      return Accuracy.of(scorer(model), split, Math.min(count, split.size()));
    }
  }

  /** In batches of at most {@link BatchModel#BATCH}. */
  static Scorer scorer(BatchModel model) {
    return (inputs, count) -> {
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
    };
  }
}
