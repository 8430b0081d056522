package io.paretune.evaluators.network;

import io.paretune.hardware.Digest;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
    int body = bytes.length - DIGEST_BYTES;
    if (body < MAGIC.length + 4 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException(
          "a weights file must start with 'PTW1', got %d bytes of another format"
              .formatted(bytes.length));
    }
    if (!Arrays.equals(digest(bytes, body), Arrays.copyOfRange(bytes, body, bytes.length))) {
      throw new IllegalArgumentException(
          "the checksum must match, got a truncated or altered weights file of %d bytes"
              .formatted(bytes.length));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, body).order(ByteOrder.LITTLE_ENDIAN);
    in.position(MAGIC.length);
    try {
      int count = in.getInt();
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        byte[] name = new byte[bounded(in.getInt(), in.remaining(), "name length")];
        in.get(name);
        tensors.put(new String(name, StandardCharsets.UTF_8), tensor(in));
      }
      return Weights.of(tensors);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a weights file must hold what it announces, got less", e);
    }
  }

  private static Tensor tensor(ByteBuffer in) {
    int[] shape = new int[bounded(in.getInt(), MAX_RANK, "rank")];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = in.getInt();
      elements *= bounded(shape[i], in.remaining() / 4, "axis length");
      bounded(elements, in.remaining() / 4, "number of values");
    }
    float[] values = new float[(int) elements];
    in.asFloatBuffer().get(values);
    in.position(in.position() + 4 * values.length);
    return Tensor.owning(values, shape);
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
