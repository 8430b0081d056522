package io.paretune.evaluators.trial;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.onnx.OnnxClassifier;
import java.nio.file.Path;
import java.util.Arrays;

/** How much of a split an exported file gets right, run as it would be deployed. */
public final class FileAccuracy {

  private static final int CHUNK = 256;

  private FileAccuracy() {}

  /** Share of the split that a file classifies correctly, 0 to 1. */
  public static double of(Path file, Split split, int threads) {
    try (OnnxClassifier model = OnnxClassifier.open(file, threads)) {
      return of(model, split, split.size());
    }
  }

  /** As {@link #of(Path, Split, int)}, of a file's bytes. */
  public static double of(byte[] file, Split split, int threads) {
    return of(file, split, split.size(), threads);
  }

  /** As {@link #of(byte[], Split, int)}, of {@code count} examples, spread over the split. */
  public static double of(byte[] file, Split split, int count, int threads) {
    try (OnnxClassifier model = OnnxClassifier.open(file, threads)) {
      return of(model, split, Math.min(count, split.size()));
    }
  }

  private static double of(OnnxClassifier model, Split split, int count) {
    int correct = 0;
    int volume = split.examples().shape().volume();
    for (int from = 0; from < count; from += CHUNK) {
      int to = Math.min(count, from + CHUNK);
      float[] flat = split.sample(from, to, count);
      float[][] images = new float[to - from][];
      for (int i = 0; i < images.length; i++) {
        images[i] = Arrays.copyOfRange(flat, i * volume, (i + 1) * volume);
      }
      float[][] logits = model.logits(images);
      for (int i = 0; i < images.length; i++) {
        correct += argmax(logits[i]) == split.label(split.sampled(from + i, count)) ? 1 : 0;
      }
    }
    return (double) correct / count;
  }

  private static int argmax(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
