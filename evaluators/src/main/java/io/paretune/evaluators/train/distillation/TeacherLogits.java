package io.paretune.evaluators.train.distillation;

import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A teacher's answers to every view of every training example, {@code float[views][n][outputs]}:
 * computed once, so that distillation costs a student nothing. Immutable, safe to share between
 * threads.
 */
public final class TeacherLogits {
  private static final String MAGIC = "paretune teacher logits 2";
  private static final int BATCH = 256;

  private final Views views;
  private final String dataHash;
  private final int examples;
  private final int outputs;
  private final float[] logits;

  private TeacherLogits(Views views, String dataHash, int examples, int outputs, float[] logits) {
    this.views = views;
    this.dataHash = dataHash;
    this.examples = examples;
    this.outputs = outputs;
    this.logits = logits;
  }

  /**
   * Asks a teacher about every view of every training example.
   *
   * @param gate goes around every batch
   * @throws IllegalArgumentException if the teacher has another number of outputs than the task
   */
  public static TeacherLogits compute(
      Scorer teacher, TrainSplit train, Views views, StepGate gate) {
    int size = train.size();
    int outputs = train.head().outputs();
    float[] logits = new float[Math.multiplyExact(views.count() * outputs, size)];
    for (int view = 0; view < views.count(); view++) {
      for (int from = 0; from < size; from += BATCH) {
        int start = from;
        int end = Math.min(size, from + BATCH);
        int offset = (view * size + start) * outputs;
        int of = view;
        gate.run(
            () -> {
              float[] scores = teacher.logits(views.inputs(train, of, start, end), end - start);
              if (teacher.form() == Predictions.Form.ANSWERS) {
                train.head().toRaw(scores);
              }
              if (scores.length != (end - start) * outputs) {
                throw new IllegalArgumentException(
                    "the teacher must give %d outputs an example, got %d for %d examples"
                        .formatted(outputs, scores.length, end - start));
              }
              System.arraycopy(scores, 0, logits, offset, scores.length);
            });
      }
    }
    return new TeacherLogits(views, hash(train), size, outputs, logits);
  }

  /** How many batches {@link #compute} asks about. */
  public static int batches(TrainSplit train, Views views) {
    return views.count() * ((train.size() + BATCH - 1) / BATCH);
  }

  private static String hash(TrainSplit train) {
    return train.examples().contentHash();
  }

  /** The views that were asked about. */
  public Views views() {
    return views;
  }

  /** Copies the scores of one view of one example to {@code into[offset ...]}. */
  public void copy(int view, int example, float[] into, int offset) {
    System.arraycopy(logits, (view * examples + example) * outputs, into, offset, outputs);
  }

  /** Checks that these are the answers to exactly these questions. */
  public void requireFor(TrainSplit train, Views asked, int wanted) {
    if (!views.equals(asked)) {
      throw new IllegalArgumentException(
          "the teacher must have seen the student's views, got %s and %s".formatted(views, asked));
    }
    if (outputs != wanted) {
      throw new IllegalArgumentException(
          "teacher and student must have as many outputs, got %d and %d"
              .formatted(outputs, wanted));
    }
    if (examples != train.size() || !dataHash.equals(hash(train))) {
      throw new IllegalArgumentException(
          "the teacher must have seen the student's training data, got content hashes %s and %s"
              .formatted(dataHash, hash(train)));
    }
  }

  public void save(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeUTF(MAGIC);
      out.writeUTF(views.augmentation().name());
      out.writeInt(views.count());
      out.writeDouble(views.strength());
      out.writeLong(views.seed());
      out.writeUTF(dataHash);
      out.writeInt(examples);
      out.writeInt(outputs);
      ByteBuffer bytes = ByteBuffer.allocate(logits.length * Float.BYTES);
      bytes.asFloatBuffer().put(logits);
      out.write(bytes.array());
    }
  }

  public static TeacherLogits load(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      String magic = in.readUTF();
      if (!magic.equals(MAGIC)) {
        throw new IOException(file + ": expected '" + MAGIC + "', found '" + magic + "'");
      }
      Views views =
          new Views(
              Augmentation.valueOf(in.readUTF()), in.readInt(), in.readDouble(), in.readLong());
      String dataHash = in.readUTF();
      int examples = in.readInt();
      int outputs = in.readInt();
      float[] logits = new float[Math.multiplyExact(views.count() * outputs, examples)];
      byte[] bytes = in.readAllBytes();
      if (bytes.length != logits.length * (long) Float.BYTES) {
        throw new IOException(
            "%s: expected %d logits, found %d bytes".formatted(file, logits.length, bytes.length));
      }
      ByteBuffer.wrap(bytes).asFloatBuffer().get(logits);
      return new TeacherLogits(views, dataHash, examples, outputs, logits);
    }
  }
}
