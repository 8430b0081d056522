package io.paretune.evaluators.data.source;

import io.paretune.hardware.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labelled examples of one shape: images as unsigned bytes, tables as floats. Immutable and safe to
 * share between threads; {@link #select} gives a view over the same storage, never a copy.
 */
public final class Examples {
  private final InputShape shape;
  private final List<String> classNames;
  private final byte @Nullable [] pixels;
  private final float @Nullable [] values;
  private final int[] labels;

  /** The stored row of each example. */
  private final int[] rows;

  private Examples(
      InputShape shape,
      List<String> classNames,
      byte @Nullable [] pixels,
      float @Nullable [] values,
      int[] labels,
      int[] rows) {
    this.shape = shape;
    this.classNames = classNames;
    this.pixels = pixels;
    this.values = values;
    this.labels = labels;
    this.rows = rows;
  }

  /**
   * Images of unsigned bytes. The arrays are handed over, not copied: the caller must not keep
   * them.
   *
   * @param pixels {@code byte[n][channels][height][width]}, flat
   * @param labels {@code int[n]}, each an index into {@code classNames}
   */
  public static Examples ofBytes(
      InputShape shape, List<String> classNames, byte[] pixels, int[] labels) {
    check(shape, classNames, pixels.length, labels);
    return new Examples(shape, List.copyOf(classNames), pixels, null, labels, upTo(labels.length));
  }

  /**
   * Examples of floats, in which NaN stands for a missing value. The arrays are handed over, not
   * copied.
   *
   * @param values {@code float[n][channels][height][width]}, flat
   * @param labels {@code int[n]}, each an index into {@code classNames}
   */
  public static Examples ofFloats(
      InputShape shape, List<String> classNames, float[] values, int[] labels) {
    check(shape, classNames, values.length, labels);
    return new Examples(shape, List.copyOf(classNames), null, values, labels, upTo(labels.length));
  }

  private static void check(InputShape shape, List<String> classNames, int stored, int[] labels) {
    if (stored != (long) labels.length * shape.volume()) {
      throw new IllegalArgumentException(
          "values must number labels x shape, got %d values, %d labels of shape %s"
              .formatted(stored, labels.length, shape));
    }
    for (int label : labels) {
      if (label < 0 || label >= classNames.size()) {
        throw new IllegalArgumentException(
            "labels must be below the number of classes %d, got %d"
                .formatted(classNames.size(), label));
      }
    }
  }

  private static int[] upTo(int size) {
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) {
      rows[i] = i;
    }
    return rows;
  }

  /** The number of examples. */
  public int size() {
    return rows.length;
  }

  /** The shape of each example. */
  public InputShape shape() {
    return shape;
  }

  /** The names of the classes; a label is an index into this list. */
  public List<String> classNames() {
    return classNames;
  }

  /** The class of an example. */
  public int label(int index) {
    return labels[rows[index]];
  }

  /** Whether values are unsigned bytes, 0 to 255. */
  public boolean storesBytes() {
    return pixels != null;
  }

  /** Copies the raw values of an example, 0 to 255 for bytes, to {@code into[offset...]}. */
  public void copyRaw(int index, float[] into, int offset) {
    int volume = shape.volume();
    int start = rows[index] * volume;
    if (pixels != null) {
      for (int i = 0; i < volume; i++) {
        into[offset + i] = pixels[start + i] & 0xff;
      }
    } else if (values != null) {
      System.arraycopy(values, start, into, offset, volume);
    }
  }

  /** A view of the examples at the given indices, in that order. */
  public Examples select(int[] indices) {
    int[] selected = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selected[i] = rows[indices[i]];
    }
    return new Examples(shape, classNames, pixels, values, labels, selected);
  }

  /** SHA-256 in hexadecimal over shape, class names, values and labels, in order. O(size). */
  public String contentHash() {
    MessageDigest digest = Digest.sha256();
    String head = (storesBytes() ? "bytes " : "floats ") + shape + " " + size() + classNames;
    digest.update(head.getBytes(StandardCharsets.UTF_8));
    int volume = shape.volume();
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * volume + Integer.BYTES);
    for (int row : rows) {
      buffer.clear().putInt(labels[row]);
      if (pixels != null) {
        buffer.put(pixels, row * volume, volume);
      } else if (values != null) {
        for (int i = 0; i < volume; i++) {
          buffer.putFloat(values[row * volume + i]);
        }
      }
      digest.update(buffer.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public String toString() {
    return size() + " examples of " + shape + " in " + classNames.size() + " classes";
  }
}
