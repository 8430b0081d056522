package io.paretune.evaluators.data.source;

import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.Targets;
import io.paretune.hardware.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Examples of one shape with their targets: images as unsigned bytes, tables as floats. Immutable
 * and safe to share between threads; {@link #select} gives a view over the same values, never a
 * copy.
 */
public final class Examples {
  /** Bytes of those that are read at once to go through all of them in order. */
  private static final int READ_AT_ONCE = 8 << 20;

  private final InputShape shape;
  private final Targets targets;
  private final byte @Nullable [] pixels;
  private final float @Nullable [] values;
  private final @Nullable ByteRows stored;

  /** The stored row of each example. */
  private final int[] rows;

  private Examples(
      InputShape shape,
      Targets targets,
      byte @Nullable [] pixels,
      float @Nullable [] values,
      @Nullable ByteRows stored,
      int[] rows) {
    this.shape = shape;
    this.targets = targets;
    this.pixels = pixels;
    this.values = values;
    this.stored = stored;
    this.rows = rows;
  }

  /**
   * Images of unsigned bytes. The array is handed over, not copied: the caller must not keep it.
   *
   * @param pixels {@code byte[n][channels][height][width]}, flat
   */
  public static Examples ofBytes(InputShape shape, Targets targets, byte[] pixels) {
    check(shape, pixels.length, targets);
    return new Examples(shape, targets, pixels, null, null, upTo(targets.size()));
  }

  /**
   * Images of unsigned bytes that lie elsewhere.
   *
   * @param stored as many rows as there are targets, of {@code byte[channels][height][width]}
   */
  public static Examples ofBytes(InputShape shape, Targets targets, ByteRows stored) {
    return new Examples(shape, targets, null, null, stored, upTo(targets.size()));
  }

  /**
   * Examples of floats, in which NaN stands for a missing value. The array is handed over, not
   * copied.
   *
   * @param values {@code float[n][channels][height][width]}, flat
   */
  public static Examples ofFloats(InputShape shape, Targets targets, float[] values) {
    check(shape, values.length, targets);
    return new Examples(shape, targets, null, values, null, upTo(targets.size()));
  }

  /**
   * Images of unsigned bytes, each of one class. The arrays are handed over, not copied: the caller
   * must not keep them.
   *
   * @param pixels {@code byte[n][channels][height][width]}, flat
   * @param labels {@code int[n]}, each an index into {@code classNames}
   */
  public static Examples ofBytes(
      InputShape shape, List<String> classNames, byte[] pixels, int[] labels) {
    return ofBytes(shape, ClassTargets.of(classNames, labels), pixels);
  }

  /**
   * Examples of floats, each of one class, in which NaN stands for a missing value. The arrays are
   * handed over, not copied.
   *
   * @param values {@code float[n][channels][height][width]}, flat
   * @param labels {@code int[n]}, each an index into {@code classNames}
   */
  public static Examples ofFloats(
      InputShape shape, List<String> classNames, float[] values, int[] labels) {
    return ofFloats(shape, ClassTargets.of(classNames, labels), values);
  }

  private static void check(InputShape shape, int stored, Targets targets) {
    if (stored != (long) targets.size() * shape.volume()) {
      throw new IllegalArgumentException(
          "values must number labels x shape, got %d values, %d labels of shape %s"
              .formatted(stored, targets.size(), shape));
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

  /** What is to be learned of each example. */
  public Targets targets() {
    return targets;
  }

  /** Whether values are unsigned bytes, 0 to 255. */
  public boolean storesBytes() {
    return pixels != null || stored != null;
  }

  /** Whether they lie in files, and do not weigh on the heap. */
  public boolean lieInAFile() {
    return stored != null;
  }

  /** How many bytes their values take, wherever they lie. */
  public long bytes() {
    return (long) size() * shape.volume() * (storesBytes() ? 1 : Float.BYTES);
  }

  /** Copies the raw values of an example, 0 to 255 for bytes, to {@code into[offset...]}. */
  public void copyRaw(int index, float[] into, int offset) {
    int volume = shape.volume();
    if (stored != null) {
      byte[] bytes = new byte[volume];
      stored.read(rows[index], ByteBuffer.wrap(bytes));
      for (int i = 0; i < volume; i++) {
        into[offset + i] = bytes[i] & 0xff;
      }
      return;
    }
    int start = rows[index] * volume;
    if (pixels != null) {
      for (int i = 0; i < volume; i++) {
        into[offset + i] = pixels[start + i] & 0xff;
      }
    } else if (values != null) {
      System.arraycopy(values, start, into, offset, volume);
    }
  }

  /**
   * Has something done several times that reads these examples: at once, by several threads, where
   * reading one takes long.
   *
   * @param times how often
   * @param work gets 0 to {@code times - 1}, each once; what it throws is thrown
   */
  public void each(int times, IntConsumer work) {
    if (stored != null) {
      stored.each(times, work);
      return;
    }
    for (int i = 0; i < times; i++) {
      work.accept(i);
    }
  }

  /** Hands out the raw values of all examples, in order; the taker must not keep the array. */
  public void forEachRaw(Consumer<float[]> taker) {
    float[] raw = new float[shape.volume()];
    if (stored != null) {
      forEachStored(
          stored,
          bytes -> {
            for (int i = 0; i < raw.length; i++) {
              raw[i] = bytes[i] & 0xff;
            }
            taker.accept(raw);
          });
      return;
    }
    for (int i = 0; i < rows.length; i++) {
      copyRaw(i, raw, 0);
      taker.accept(raw);
    }
  }

  /** In order; some are read at once. */
  private void forEachStored(ByteRows from, Consumer<byte[]> taker) {
    int volume = shape.volume();
    byte[][] some = new byte[Math.max(1, Math.min(rows.length, READ_AT_ONCE / volume))][volume];
    for (int start = 0; start < rows.length; start += some.length) {
      int first = start;
      int count = Math.min(some.length, rows.length - start);
      from.each(count, i -> from.read(rows[first + i], ByteBuffer.wrap(some[i])));
      for (int i = 0; i < count; i++) {
        taker.accept(some[i]);
      }
    }
  }

  /** The same values in another shape of as many. */
  public Examples shaped(InputShape other) {
    if (other.volume() != shape.volume()) {
      throw new IllegalArgumentException(
          "a shape must have as many values as before, %d, got %s"
              .formatted(shape.volume(), other));
    }
    return new Examples(other, targets, pixels, values, stored, rows);
  }

  /** The same examples with other targets. */
  public Examples withTargets(Targets others) {
    if (others.size() != size()) {
      throw new IllegalArgumentException(
          "there must be as many targets as examples, %d, got %d".formatted(size(), others.size()));
    }
    return new Examples(shape, others, pixels, values, stored, rows);
  }

  /** A view of the examples at the given indices, in that order. */
  public Examples select(int[] indices) {
    int[] selected = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selected[i] = rows[indices[i]];
    }
    return new Examples(shape, targets.select(indices), pixels, values, stored, selected);
  }

  /** SHA-256 in hexadecimal over shape, values and targets with their names, in order. O(size). */
  public String contentHash() {
    return remembered("content", this::hashed);
  }

  /**
   * Something that is worked out of these examples, kept where they lie if that is not the heap.
   *
   * @param what it is
   * @param maker works it out of nothing but these examples
   */
  public String remembered(String what, Supplier<String> maker) {
    return stored == null ? maker.get() : stored.remembered(what + " " + identity(), maker);
  }

  /** What tells these rows and targets from others of the same store. */
  private String identity() {
    MessageDigest digest = Digest.sha256();
    digest.update((shape + " " + targets.names()).getBytes(StandardCharsets.UTF_8));
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + targets.bytes());
    for (int i = 0; i < rows.length; i++) {
      targets.write(i, buffer.clear().putInt(rows[i]));
      digest.update(buffer.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private String hashed() {
    MessageDigest digest = Digest.sha256();
    String head = (storesBytes() ? "bytes " : "floats ") + shape + " " + size() + targets.names();
    digest.update(head.getBytes(StandardCharsets.UTF_8));
    int volume = shape.volume();
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * volume + targets.bytes());
    if (stored != null) {
      int[] next = {0};
      forEachStored(
          stored,
          bytes -> {
            targets.write(next[0]++, buffer.clear());
            digest.update(buffer.put(bytes).flip());
          });
      return HexFormat.of().formatHex(digest.digest());
    }
    for (int i = 0; i < rows.length; i++) {
      targets.write(i, buffer.clear());
      if (pixels != null) {
        buffer.put(pixels, rows[i] * volume, volume);
      } else if (values != null) {
        for (int v = 0; v < volume; v++) {
          buffer.putFloat(values[rows[i] * volume + v]);
        }
      }
      digest.update(buffer.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public String toString() {
    return size() + " examples of " + shape + " with " + targets.words();
  }
}
