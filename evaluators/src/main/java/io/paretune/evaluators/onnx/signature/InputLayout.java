package io.paretune.evaluators.onnx.signature;

import io.paretune.evaluators.network.Shape;
import java.util.List;
import java.util.Optional;

/** How a file takes an example, which data hold as {@code channels x height x width}. */
public enum InputLayout {
  /** As it lies in memory, or these values as a vector. */
  AS_IT_IS,
  /** {@code height x width x channels}. */
  CHANNELS_LAST;

  /**
   * The layout that makes a file's axes of an example's.
   *
   * @param axes of the file's input without the batch; below 1 where one is open
   * @return empty if there is none
   */
  public static Optional<InputLayout> of(List<Long> axes, Shape.Image example) {
    long channels = example.channels();
    long height = example.height();
    long width = example.width();
    if (matches(axes, channels, height, width)
        || matches(axes, example.elements())
        || (channels == 1 && matches(axes, height, width))
        || (height == 1 && matches(axes, channels, width))) {
      return Optional.of(AS_IT_IS);
    }
    if (matches(axes, height, width, channels)) {
      return Optional.of(CHANNELS_LAST);
    }
    return row(example.axes().stream().map(Long::valueOf).toList())
            && row(axes)
            && volume(axes) == example.elements()
        ? Optional.of(AS_IT_IS)
        : Optional.empty();
  }

  private static boolean matches(List<Long> axes, long... lengths) {
    boolean all = axes.size() == lengths.length;
    for (int a = 0; a < lengths.length && all; a++) {
      all = axes.get(a) < 1 || axes.get(a) == lengths[a];
    }
    return all;
  }

  private static boolean row(List<Long> axes) {
    return axes.stream().filter(extent -> extent != 1).count() <= 1;
  }

  private static long volume(List<Long> axes) {
    return axes.stream().reduce(1L, (a, b) -> a * b);
  }

  /**
   * Examples as the file takes them.
   *
   * @param values {@code float[n][channels][height][width]}, flat; not changed
   */
  public float[] arranged(float[] values, Shape.Image example) {
    if (this == AS_IT_IS) {
      return values;
    }
    int volume = example.elements();
    int channels = example.channels();
    int plane = example.height() * example.width();
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      int start = i / volume * volume;
      int place = i % volume / channels;
      moved[i] = values[start + i % channels * plane + place];
    }
    return moved;
  }
}
