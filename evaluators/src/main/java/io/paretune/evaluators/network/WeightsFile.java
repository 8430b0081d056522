package io.paretune.evaluators.network;

import io.paretune.hardware.Digest;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights on disk, little-endian: {@code "PTW1"}, the number of tensors (int32), for each its name
 * (length int32, UTF-8), rank (int32), axis lengths (int32) and values (float32), and at the end
 * the SHA-256 of all that precedes.
 */
public final class WeightsFile {

  private static final byte[] MAGIC = "PTW1".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 32;
  private static final int MAX_RANK = 8;

  private WeightsFile() {}

  /**
   * Writes the file so that a reader never sees half of it.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void save(Weights weights, Path file) {
    try {
      WholeFile.write(file, unfinished -> Files.write(unfinished, encode(weights)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the weights to " + file, e);
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it is truncated, altered or no such file
   */
  public static Weights load(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the weights from " + file, e);
    }
    try {
      return decode(bytes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The file's bytes. */
  public static byte[] encode(Weights weights) {
    long length = MAGIC.length + 4L + DIGEST_BYTES;
    for (Map.Entry<String, Tensor> entry : weights.asMap().entrySet()) {
      length += 8L + entry.getKey().getBytes(StandardCharsets.UTF_8).length;
      length += 4L * entry.getValue().shape().length + 4L * entry.getValue().size();
    }
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC);
    out.putInt(weights.names().size());
    weights
        .asMap()
        .forEach(
            (name, tensor) -> {
              byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
              out.putInt(utf8.length).put(utf8).putInt(tensor.shape().length);
              for (int axis : tensor.shape()) {
                out.putInt(axis);
              }
              out.asFloatBuffer().put(tensor.buffer());
              out.position(out.position() + 4 * tensor.size());
            });
    out.put(digest(out.array(), out.position()));
    return out.array();
  }

  /**
   * The weights in these bytes.
   *
   * @throws IllegalArgumentException if they are truncated, altered or of another format
   */
  public static Weights decode(byte[] bytes) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    read(
        ByteBuffer.wrap(bytes),
        (name, shape, buffer) -> {
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          tensors.put(name, Tensor.owning(values, shape));
        });
    return Weights.of(tensors);
  }

  /** Is shown the tensors of a file, one after the other. */
  @FunctionalInterface
  interface Reader {

    /**
     * Sees one.
     *
     * @param values row by row, a view of the file at position 0
     */
    void tensor(String name, int[] shape, FloatBuffer values);
  }

  /**
   * Checks a whole file and shows its tensors.
   *
   * @param file from position 0 to its limit
   * @return the SHA-256 that it ends with, as 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if it is truncated, altered or of another format
   */
  static String read(ByteBuffer file, Reader reader) {
    int length = file.limit();
    int body = length - DIGEST_BYTES;
    byte[] magic = new byte[MAGIC.length];
    if (body >= MAGIC.length + 4) {
      file.get(0, magic);
    }
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IllegalArgumentException(
          "a weights file must start with 'PTW1', got %d bytes of another format"
              .formatted(length));
    }
    byte[] stated = new byte[DIGEST_BYTES];
    file.get(body, stated);
    MessageDigest digest = Digest.sha256();
    digest.update(file.slice(0, body));
    if (!Arrays.equals(digest.digest(), stated)) {
      throw new IllegalArgumentException(
          "the checksum must match, got a truncated or altered weights file of %d bytes"
              .formatted(length));
    }
    ByteBuffer in = file.slice(0, body).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
    try {
      int count = in.getInt();
      for (int i = 0; i < count; i++) {
        byte[] name = new byte[bounded(in.getInt(), in.remaining(), "name length")];
        in.get(name);
        tensor(new String(name, StandardCharsets.UTF_8), in, reader);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a weights file must hold what it announces, got less", e);
    }
    return HexFormat.of().formatHex(stated);
  }

  private static void tensor(String name, ByteBuffer in, Reader reader) {
    int[] shape = new int[bounded(in.getInt(), MAX_RANK, "rank")];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = in.getInt();
      elements *= bounded(shape[i], in.remaining() / 4, "axis length");
      bounded(elements, in.remaining() / 4, "number of values");
    }
    FloatBuffer values = in.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    reader.tensor(name, shape, values.slice(0, (int) elements));
    in.position(in.position() + 4 * (int) elements);
  }

  private static int bounded(long value, int limit, String what) {
    if (value < 0 || value > limit) {
      throw new IllegalArgumentException(
          "%s must lie in [0, %d], got %d".formatted(what, limit, value));
    }
    return (int) value;
  }

  private static byte[] digest(byte[] bytes, int length) {
    var digest = Digest.sha256();
    digest.update(bytes, 0, length);
    return digest.digest();
  }
}
