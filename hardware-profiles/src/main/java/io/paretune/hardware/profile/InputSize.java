package io.paretune.hardware.profile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The size of one example, as a network takes it: for files that do not tell it themselves. Written
 * {@code 3x32x32}.
 *
 * @param axes lengths without the batch, each at least 1; at least one
 */
public record InputSize(List<Long> axes) {
  private static final int MOST_AXES = 8;
  private static final long MOST_VALUES = Integer.MAX_VALUE / Float.BYTES;

  public InputSize {
    axes = List.copyOf(axes);
    if (axes.isEmpty() || axes.size() > MOST_AXES || axes.stream().anyMatch(axis -> axis < 1)) {
      throw new IllegalArgumentException(
          "an input has 1 to " + MOST_AXES + " lengths of at least 1, got " + axes);
    }
    long values = 1;
    for (long axis : axes) {
      // in this order nothing overflows
      if (axis > MOST_VALUES / values) {
        throw new IllegalArgumentException(
            "an input has at most " + MOST_VALUES + " values, got " + axes);
      }
      values *= axis;
    }
  }

  /** The form that a profile's YAML holds. */
  public String text() {
    return axes.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /**
   * Reads lengths joined by {@code x}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static InputSize parse(String text) {
    if (!text.matches("[0-9]{1,9}(x[0-9]{1,9})*")) {
      throw new IllegalArgumentException(
          "input must be the lengths of one example without the batch, like 3x32x32, got '"
              + text
              + "'");
    }
    return new InputSize(Arrays.stream(text.split("x", -1)).map(Long::valueOf).toList());
  }
}
