package io.paretune.hardware.protocol.statistics;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The timed runs of one attempt, in nanoseconds, in the order they were taken. Immutable. */
public final class Samples {
  private static final int LARGEST = 64 << 20;

  private final long[] nanos;

  private Samples(long[] nanos) {
    this.nanos = nanos;
  }

  public static Samples of(long... nanos) {
    return new Samples(nanos.clone());
  }

  public int count() {
    return nanos.length;
  }

  public LongStream nanos() {
    return Arrays.stream(nanos);
  }

  /**
   * Quantile in milliseconds, interpolated linearly.
   *
   * @param q in [0, 1]
   */
  public double quantileMs(double q) {
    if (!(q >= 0 && q <= 1) || nanos.length == 0) {
      throw new IllegalArgumentException(
          "0 <= q <= 1 and at least one sample must hold, got q="
              + q
              + ", samples="
              + nanos.length);
    }
    double[] sorted = millis();
    Arrays.sort(sorted);
    return Quantiles.ofSorted(sorted, q);
  }

  public double[] millis() {
    return Arrays.stream(nanos).mapToDouble(n -> n / 1e6).toArray();
  }

  /**
   * A compact form, about one and a half bytes a sample: differences, as variable-length numbers,
   * deflated.
   */
  public byte[] toBytes() {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    long previous = 0;
    for (long value : nanos) {
      long difference = value - previous;
      long folded = (difference << 1) ^ (difference >> 63);
      while ((folded & ~0x7FL) != 0) {
        plain.write((int) ((folded & 0x7F) | 0x80));
        folded >>>= 7;
      }
      plain.write((int) folded);
      previous = value;
    }
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(plain.toByteArray());
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /**
   * Reads what {@link #toBytes()} wrote.
   *
   * @throws IllegalArgumentException if the bytes are not that
   */
  public static Samples fromBytes(byte[] bytes) {
    byte[] plain = inflate(bytes);
    LongStream.Builder values = LongStream.builder();
    long previous = 0;
    int i = 0;
    while (i < plain.length) {
      long folded = 0;
      int shift = 0;
      byte b;
      do {
        if (i == plain.length || shift > 63) {
          throw new IllegalArgumentException("the stored samples are damaged at byte " + i);
        }
        b = plain[i++];
        folded |= (long) (b & 0x7F) << shift;
        shift += 7;
      } while (b < 0);
      previous += (folded >>> 1) ^ -(folded & 1);
      values.add(previous);
    }
    return new Samples(values.build().toArray());
  }

  private static byte[] inflate(byte[] bytes) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if ((count == 0 && !inflater.finished()) || plain.size() > LARGEST) {
          throw new IllegalArgumentException(
              "the stored samples are cut off or not samples at all");
        }
        plain.write(buffer, 0, count);
      }
      return plain.toByteArray();
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("the stored samples are damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Samples samples && Arrays.equals(nanos, samples.nanos);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(nanos);
  }

  @Override
  public String toString() {
    return nanos.length + " samples";
  }
}
