package io.paretune.evaluators.train.views;

import io.paretune.evaluators.data.source.InputShape;
import java.util.Arrays;

/**
 * One image of raw values from 0 to 255, {@code float[channels][height][width]}, changed in place
 * as Pillow changes one of bytes: results are whole numbers. One thread at a time.
 */
final class Picture {
  private static final int LEVELS = 256;

  private final InputShape shape;
  private final float[] values;
  private final float[] scratch;

  /**
   * @param values changed in place
   * @param scratch as long; overwritten
   */
  Picture(InputShape shape, float[] values, float[] scratch) {
    this.shape = shape;
    this.values = values;
    this.scratch = scratch;
  }

  int width() {
    return shape.width();
  }

  int height() {
    return shape.height();
  }

  private int area() {
    return shape.height() * shape.width();
  }

  /** Whole, and within 0 to 255. */
  private static float level(double value) {
    return value <= 0 ? 0 : value >= LEVELS - 1 ? LEVELS - 1 : (int) value;
  }

  /** The grey of a pixel (ITU-R 601-2, as Pillow has it). */
  private float grey(int pixel) {
    if (shape.channels() != 3) {
      return values[pixel];
    }
    int red = (int) values[pixel];
    int green = (int) values[area() + pixel];
    int blue = (int) values[2 * area() + pixel];
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }

  /** Away from black (over 1) or towards it. */
  void brighten(double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = level(values[i] * factor);
    }
  }

  /** Away from the mean grey (over 1) or towards it. */
  void contrast(double factor) {
    double sum = 0;
    for (int i = 0; i < area(); i++) {
      sum += grey(i);
    }
    int mean = (int) (sum / area() + 0.5);
    for (int i = 0; i < values.length; i++) {
      values[i] = level(mean + factor * (values[i] - mean));
    }
  }

  /** Away from each pixel's grey (over 1) or towards it; only where there are three channels. */
  void saturate(double factor) {
    if (shape.channels() != 3) {
      return;
    }
    for (int i = 0; i < area(); i++) {
      float grey = grey(i);
      for (int c = 0; c < 3; c++) {
        int at = c * area() + i;
        values[at] = level(grey + factor * (values[at] - grey));
      }
    }
  }

  /** Away from a smoothed image (over 1) or towards it; the border stays. */
  void sharpen(double factor) {
    System.arraycopy(values, 0, scratch, 0, values.length);
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 1; y < height() - 1; y++) {
        for (int x = 1; x < width() - 1; x++) {
          int at = c * area() + y * width() + x;
          double smooth = level(smoothed(at) + 0.5);
          values[at] = level(smooth + factor * (scratch[at] - smooth));
        }
      }
    }
  }

  /** Pillow's SMOOTH: the pixel five times, its neighbours once. */
  private double smoothed(int at) {
    double sum = 4 * scratch[at];
    for (int y = -1; y <= 1; y++) {
      for (int x = -1; x <= 1; x++) {
        sum += scratch[at + y * width() + x];
      }
    }
    return sum / 13;
  }

  /**
   * Keeps the upper bits.
   *
   * @param bits 1 to 8
   */
  void posterise(int bits) {
    int mask = ~((1 << (8 - bits)) - 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) values[i] & mask;
    }
  }

  /** Turns round what is not below a threshold. */
  void solarise(double threshold) {
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] < threshold ? values[i] : LEVELS - 1 - values[i];
    }
  }

  /** Stretches each channel over all levels. */
  void stretchContrast() {
    for (int c = 0; c < shape.channels(); c++) {
      int from = c * area();
      float low = LEVELS;
      float high = 0;
      for (int i = from; i < from + area(); i++) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
      }
      if (high > low) {
        double scale = (LEVELS - 1) / (double) (high - low);
        for (int i = from; i < from + area(); i++) {
          values[i] = level(values[i] * scale - low * scale);
        }
      }
    }
  }

  /** Spreads the levels of each channel so that all are equally frequent, as far as may be. */
  void equalise() {
    for (int c = 0; c < shape.channels(); c++) {
      int[] count = new int[LEVELS];
      for (int i = c * area(); i < (c + 1) * area(); i++) {
        count[(int) values[i]]++;
      }
      int last = LEVELS - 1;
      while (last > 0 && count[last] == 0) {
        last--;
      }
      int step = (area() - count[last]) / (LEVELS - 1);
      if (step > 0) {
        int[] levels = new int[LEVELS];
        int below = step / 2;
        for (int level = 0; level < LEVELS; level++) {
          levels[level] = Math.min(LEVELS - 1, below / step);
          below += count[level];
        }
        for (int i = c * area(); i < (c + 1) * area(); i++) {
          values[i] = levels[(int) values[i]];
        }
      }
    }
  }

  /** Moves it, down and to the right, by pixels. */
  void move(double down, double right) {
    int rows = (int) down;
    int columns = (int) right;
    sample((x, y) -> x - columns, (x, y) -> y - rows);
  }

  /** Turns it around its middle, counterclockwise. */
  void rotate(double angle) {
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    map(cosine, -sine, sine, cosine);
  }

  /**
   * Takes every pixel from where a matrix maps it, around the middle: {@code (a b; c d) (x, y)}.
   */
  void map(double a, double b, double c, double d) {
    double middleX = (width() - 1) / 2.0;
    double middleY = (height() - 1) / 2.0;
    sample(
        (x, y) -> (int) Math.floor(a * (x - middleX) + b * (y - middleY) + middleX + 0.5),
        (x, y) -> (int) Math.floor(c * (x - middleX) + d * (y - middleY) + middleY + 0.5));
  }

  /** Where a pixel comes from. */
  private interface Coordinate {
    int of(int x, int y);
  }

  private void sample(Coordinate column, Coordinate row) {
    System.arraycopy(values, 0, scratch, 0, values.length);
    Arrays.fill(values, 0);
    for (int y = 0; y < height(); y++) {
      for (int x = 0; x < width(); x++) {
        int fromX = column.of(x, y);
        int fromY = row.of(x, y);
        if (fromX >= 0 && fromX < width() && fromY >= 0 && fromY < height()) {
          for (int c = 0; c < shape.channels(); c++) {
            values[c * area() + y * width() + x] = scratch[c * area() + fromY * width() + fromX];
          }
        }
      }
    }
  }
}
