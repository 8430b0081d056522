package io.paretune.evaluators.train.state;

import io.paretune.evaluators.network.WeightsFile;
import io.paretune.hardware.Digest;
import io.paretune.hardware.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training's state on disk: {@code "PTTS1"}, the SHA-256 of all that follows, and, big-endian,
 * texts (length int32, UTF-8) and numbers: identity, steps (int64), sums of losses (number int32,
 * for each total float64 and examples int64), notes (number int32, for each key and value), arrays
 * (length int32, as {@link WeightsFile} has them).
 */
public final class TrainingStateFile {
  private static final byte[] MAGIC = "PTTS1".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 32;

  private TrainingStateFile() {}

  /**
   * Writes the file so that a reader never sees half of it, also if this process is killed.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void save(TrainingState state, Path file) {
    try {
      byte[] body = encode(state);
      WholeFile.write(
          file,
          unfinished -> {
            try (var out = Files.newOutputStream(unfinished)) {
              out.write(MAGIC);
              out.write(Digest.sha256().digest(body));
              out.write(body);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the training's state to " + file, e);
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it is truncated, altered or no such file
   */
  public static TrainingState load(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the training's state from " + file, e);
    }
    try {
      return decode(checked(bytes));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + ": a training's state must hold what it announces, got less", e);
    }
  }

  private static DataInputStream checked(byte[] bytes) {
    int start = MAGIC.length + DIGEST_BYTES;
    if (bytes.length < start || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException(
          "a training's state must start with 'PTTS1', got %d bytes of another format"
              .formatted(bytes.length));
    }
    MessageDigest digest = Digest.sha256();
    digest.update(bytes, start, bytes.length - start);
    if (!Arrays.equals(digest.digest(), Arrays.copyOfRange(bytes, MAGIC.length, start))) {
      throw new IllegalArgumentException(
          "the checksum must match, got a truncated or altered state of %d bytes"
              .formatted(bytes.length));
    }
    return new DataInputStream(new ByteArrayInputStream(bytes, start, bytes.length - start));
  }

  private static byte[] encode(TrainingState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    write(out, state.identity().getBytes(StandardCharsets.UTF_8));
    out.writeLong(state.steps());
    out.writeInt(state.losses().size());
    for (TrainingState.Sum sum : state.losses()) {
      out.writeDouble(sum.total());
      out.writeLong(sum.examples());
    }
    out.writeInt(state.notes().size());
    for (Map.Entry<String, String> note : new TreeMap<>(state.notes()).entrySet()) {
      write(out, note.getKey().getBytes(StandardCharsets.UTF_8));
      write(out, note.getValue().getBytes(StandardCharsets.UTF_8));
    }
    write(out, WeightsFile.encode(state.arrays()));
    return bytes.toByteArray();
  }

  private static TrainingState decode(DataInputStream in) throws IOException {
    String identity = new String(read(in), StandardCharsets.UTF_8);
    long steps = in.readLong();
    List<TrainingState.Sum> losses = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      losses.add(new TrainingState.Sum(in.readDouble(), in.readLong()));
    }
    Map<String, String> notes = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      notes.put(
          new String(read(in), StandardCharsets.UTF_8),
          new String(read(in), StandardCharsets.UTF_8));
    }
    return new TrainingState(identity, steps, losses, WeightsFile.decode(read(in)), notes);
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
