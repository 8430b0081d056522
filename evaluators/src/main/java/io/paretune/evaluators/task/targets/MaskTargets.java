package io.paretune.evaluators.task.targets;

import java.nio.ByteBuffer;
import java.util.List;

/** One of some classes for each pixel of each example, or none. */
public final class MaskTargets implements Targets {

  /** Stands for no class in a mask: a pixel that is not judged. */
  public static final int VOID = 255;

  private final List<String> names;
  private final int height;
  private final int width;
  private final byte[] masks;

  /** The mask of each example, by its place among those that are stored. */
  private final int[] rows;

  private MaskTargets(List<String> names, int height, int width, byte[] masks, int[] rows) {
    this.names = names;
    this.height = height;
    this.width = width;
    this.masks = masks;
    this.rows = rows;
  }

  /**
   * Masks of examples. The array is handed over, not copied.
   *
   * @param names of the classes, at most {@value #VOID}
   * @param masks {@code byte[n][height][width]}, flat: indices into {@code names}, or {@link #VOID}
   */
  public static MaskTargets of(List<String> names, int height, int width, byte[] masks) {
    int area = height * width;
    if (masks.length % area != 0 || names.size() > VOID) {
      throw new IllegalArgumentException(
          "masks must be of %d x %d pixels and at most %d classes, got %d pixels, %d classes"
              .formatted(height, width, VOID, masks.length, names.size()));
    }
    for (byte pixel : masks) {
      int c = pixel & 0xff;
      if (c >= names.size() && c != VOID) {
        throw new IllegalArgumentException(
            "classes of pixels must be below %d, or %d for none, got %d"
                .formatted(names.size(), VOID, c));
      }
    }
    int[] rows = new int[masks.length / area];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    return new MaskTargets(List.copyOf(names), height, width, masks, rows);
  }

  /** The same masks, whose classes have other names. */
  public MaskTargets named(List<String> others) {
    if (others.size() < names.size()) {
      throw new IllegalArgumentException(
          "there must be a name for each class of the masks' %d, got %s"
              .formatted(names.size(), others));
    }
    return new MaskTargets(List.copyOf(others), height, width, masks, rows);
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public List<String> names() {
    return names;
  }

  /** Rows of a mask. */
  public int height() {
    return height;
  }

  /** Columns of a mask. */
  public int width() {
    return width;
  }

  /** Pixels of a mask. */
  public int area() {
    return height * width;
  }

  /** The class of a pixel of an example, or {@link #VOID}. */
  public int at(int index, int pixel) {
    return masks[rows[index] * height * width + pixel] & 0xff;
  }

  /** How many pixels each class has. */
  public long[] counts() {
    long[] counts = new long[names.size()];
    for (int i = 0; i < rows.length; i++) {
      for (int p = 0; p < area(); p++) {
        int c = at(i, p);
        if (c != VOID) {
          counts[c]++;
        }
      }
    }
    return counts;
  }

  @Override
  public MaskTargets select(int[] indices) {
    int[] selected = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selected[i] = rows[indices[i]];
    }
    return new MaskTargets(names, height, width, masks, selected);
  }

  @Override
  public String words() {
    return "masks of " + names.size() + " classes";
  }

  @Override
  public int group(int index) {
    return 0;
  }

  @Override
  public int groups() {
    return 1;
  }

  @Override
  public int bytes() {
    return area();
  }

  @Override
  public void write(int index, ByteBuffer into) {
    into.put(masks, rows[index] * area(), area());
  }
}
