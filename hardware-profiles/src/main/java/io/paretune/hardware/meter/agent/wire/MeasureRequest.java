package io.paretune.hardware.meter.agent.wire;

import io.paretune.hardware.Digest;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The head of a request to measure. On the wire: the head's length in four bytes, big-endian; the
 * head as JSON; the input's values as 32-bit floats, little-endian; the model, to the end.
 *
 * @param profile YAML as {@code HardwareProfiles.write} makes it
 * @param inputs how many values of input follow; 0 for the runtime's pseudo-random ones
 * @param modelBytes how many bytes of model follow them
 * @param model SHA-256 of the model, hexadecimal
 */
public record MeasureRequest(String profile, int inputs, long modelBytes, String model) {

  /** The media type of a request. Browsers send it to no foreign site unasked. */
  public static final String MEDIA_TYPE = "application/vnd.paretune.measure";

  private static final int LARGEST_HEAD = 64 << 10;
  private static final int BUFFER = 64 << 10;

  public MeasureRequest {
    if (inputs < 0 || modelBytes < 1 || !model.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a request needs a model, its SHA-256 and no negative number, got "
              + inputs
              + " values and "
              + modelBytes
              + " bytes");
    }
  }

  /**
   * The request to measure a file.
   *
   * @throws HardwareException if it cannot be read, or is empty
   */
  public static MeasureRequest of(HardwareProfile profile, Path model, ModelInput input) {
    if (!Files.isRegularFile(model) || !Files.isReadable(model)) {
      throw new HardwareException("the model " + model + " is not a readable file");
    }
    try (InputStream in = Files.newInputStream(model)) {
      MessageDigest digest = Digest.sha256();
      byte[] buffer = new byte[BUFFER];
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        bytes += read;
      }
      if (bytes == 0) {
        throw new HardwareException("the model " + model + " is empty");
      }
      return new MeasureRequest(
          HardwareProfiles.write(profile),
          input.count(),
          bytes,
          HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new HardwareException("the model " + model + " cannot be read: " + e, e);
    }
  }

  /** The length and the head, which go first. */
  public byte[] head() {
    byte[] json = AgentJson.write(this).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + json.length).putInt(json.length).put(json).array();
  }

  /**
   * Reads the length and the head.
   *
   * @throws IllegalArgumentException if that is not what comes, in one line
   */
  public static MeasureRequest read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int length = data.readInt();
    if (length < 2 || length > LARGEST_HEAD) {
      throw new IllegalArgumentException(
          "a request's head has 2 to " + LARGEST_HEAD + " bytes, this one says " + length);
    }
    byte[] json = new byte[length];
    data.readFully(json);
    return AgentJson.readRequest(json);
  }

  /** Bytes of head, input and model together. */
  public long length() {
    return head().length + inputBytes() + modelBytes;
  }

  /** Bytes of the input's values. */
  public long inputBytes() {
    return (long) inputs * Float.BYTES;
  }

  /** The values of an input, as they are sent. */
  public static byte[] bytes(ModelInput input) {
    float[] values = input.values();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** The input that {@link #bytes} wrote. */
  public static ModelInput input(byte[] bytes) {
    if (bytes.length == 0) {
      return ModelInput.pseudoRandom();
    }
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return ModelInput.of(values);
  }

  /** Copies exactly so many bytes; fewer are an {@link IOException}. */
  public static void copy(InputStream in, OutputStream out, long count) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = count;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("the request ended " + left + " bytes early");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
