package io.paretune.evaluators.train.distillation;

import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import io.paretune.hardware.ReadOnlyFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A teacher's answers to every view of every training example, {@code float[views][n][outputs]}:
 * computed once, so that distillation costs a student nothing. Many lie in a file, and memory does
 * not depend on their number. Immutable, safe to share between threads.
 */
public final class TeacherLogits {
  private static final String MAGIC = "paretune teacher logits 2";
  private static final int BATCH = 256;

  /** Fewer bytes are kept on the heap. */
  private static final long WORTH_A_FILE = 16L << 20;

  private final Questions questions;
  private final Answers answers;

  /** What was asked. */
  private record Questions(Views views, String dataHash, int examples, int outputs) {
    long bytes() {
      return (long) views.count() * examples * outputs * Float.BYTES;
    }
  }

  /** Where the answers lie. */
  private interface Answers {
    /**
     * Copies some of them.
     *
     * @param place of the first one, of all views, examples and outputs
     */
    void copy(long place, float[] into, int offset, int count);
  }

  private TeacherLogits(Questions questions, Answers answers) {
    this.questions = questions;
    this.answers = answers;
  }

  /**
   * Asks a teacher about every view of every training example, and keeps the answers in memory.
   *
   * @param gate goes around every batch
   * @throws IllegalArgumentException if the teacher has another number of outputs than the task
   */
  public static TeacherLogits compute(
      Scorer teacher, TrainSplit train, Views views, StepGate gate) {
    Questions questions = questions(train, views);
    FloatBuffer all = FloatBuffer.allocate(Math.toIntExact(questions.bytes() / Float.BYTES));
    try {
      ask(teacher, train, views, gate, all::put);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return new TeacherLogits(questions, onHeap(all.array()));
  }

  /**
   * Asks a teacher likewise, and writes the answers to a file as they come.
   *
   * @param file for {@link #load}
   * @param gate goes around every batch
   * @throws IllegalArgumentException if the teacher has another number of outputs than the task
   */
  public static void compute(
      Scorer teacher, TrainSplit train, Views views, StepGate gate, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeUTF(MAGIC);
      out.writeUTF(views.augmentation().name());
      out.writeInt(views.count());
      out.writeDouble(views.strength());
      out.writeLong(views.seed());
      out.writeUTF(hash(train));
      out.writeInt(train.size());
      out.writeInt(train.head().outputs());
      ask(
          teacher,
          train,
          views,
          gate,
          scores -> {
            ByteBuffer bytes = ByteBuffer.allocate(scores.length * Float.BYTES);
            bytes.asFloatBuffer().put(scores);
            out.write(bytes.array());
          });
    }
  }

  /** Takes the answers to a batch, in order. */
  private interface Taker {
    void take(float[] scores) throws IOException;
  }

  private static void ask(Scorer teacher, TrainSplit train, Views views, StepGate gate, Taker taker)
      throws IOException {
    int batch = batch(train);
    for (int view = 0; view < views.count(); view++) {
      for (int from = 0; from < train.size(); from += batch) {
        int start = from;
        int end = Math.min(train.size(), from + batch);
        int of = view;
        float[][] scores = new float[1][];
        gate.run(() -> scores[0] = scores(teacher, train, views.inputs(train, of, start, end)));
        taker.take(scores[0]);
      }
    }
  }

  private static float[] scores(Scorer teacher, TrainSplit train, float[] inputs) {
    int count = inputs.length / train.examples().shape().volume();
    int outputs = train.head().outputs();
    float[] scores = teacher.logits(inputs, count);
    if (teacher.form() == Predictions.Form.ANSWERS) {
      train.head().toRaw(scores);
    }
    if (scores.length != count * outputs) {
      throw new IllegalArgumentException(
          "the teacher must give %d outputs an example, got %d for %d examples"
              .formatted(outputs, scores.length, count));
    }
    return scores;
  }

  /** How many batches {@link #compute} asks about. */
  public static int batches(TrainSplit train, Views views) {
    return views.count() * ((train.size() + batch(train) - 1) / batch(train));
  }

  /** Fewer at once where each has many outputs. */
  private static int batch(TrainSplit train) {
    return Math.max(1, Math.min(BATCH, Scorer.MOST_OUTPUTS / train.head().outputs()));
  }

  private static Questions questions(TrainSplit train, Views views) {
    return new Questions(views, hash(train), train.size(), train.head().outputs());
  }

  private static String hash(TrainSplit train) {
    return train.examples().contentHash();
  }

  /** The views that were asked about. */
  public Views views() {
    return questions.views();
  }

  /** Copies the scores of one view of one example to {@code into[offset ...]}. */
  public void copy(int view, int example, float[] into, int offset) {
    long row = (long) view * questions.examples() + example;
    answers.copy(row * questions.outputs(), into, offset, questions.outputs());
  }

  /** Checks that these are the answers to exactly these questions. */
  public void requireFor(TrainSplit train, Views asked, int wanted) {
    if (!views().equals(asked)) {
      throw new IllegalArgumentException(
          "the teacher must have seen the student's views, got %s and %s"
              .formatted(views(), asked));
    }
    if (questions.outputs() != wanted) {
      throw new IllegalArgumentException(
          "teacher and student must have as many outputs, got %d and %d"
              .formatted(questions.outputs(), wanted));
    }
    if (questions.examples() != train.size() || !questions.dataHash().equals(hash(train))) {
      throw new IllegalArgumentException(
          "the teacher must have seen the student's training data, got content hashes %s and %s"
              .formatted(questions.dataHash(), hash(train)));
    }
  }

  /**
   * Opens a file of answers, which must stay where it is.
   *
   * @throws IOException if it is none, or cut short
   */
  public static TeacherLogits load(Path file) throws IOException {
    return load(file, WORTH_A_FILE);
  }

  /**
   * As {@link #load(Path)}.
   *
   * @param worthAFile bytes from which they are read where they lie
   */
  static TeacherLogits load(Path file, long worthAFile) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      String magic = in.readUTF();
      if (!magic.equals(MAGIC)) {
        throw new IOException(file + ": expected '" + MAGIC + "', found '" + magic + "'");
      }
      Views views =
          new Views(
              Augmentation.valueOf(in.readUTF()), in.readInt(), in.readDouble(), in.readLong());
      Questions questions = new Questions(views, in.readUTF(), in.readInt(), in.readInt());
      // the texts of the header may have any length, but what follows it has not
      long header = Files.size(file) - questions.bytes();
      if (header != headerBytes(questions)) {
        throw new IOException(
            "%s: expected %d bytes of logits, found %d"
                .formatted(file, questions.bytes(), Files.size(file) - headerBytes(questions)));
      }
      if (questions.bytes() >= worthAFile) {
        return new TeacherLogits(questions, inFile(new ReadOnlyFile(file), header));
      }
      float[] logits = new float[(int) (questions.bytes() / Float.BYTES)];
      ByteBuffer.wrap(in.readAllBytes()).asFloatBuffer().get(logits);
      return new TeacherLogits(questions, onHeap(logits));
    }
  }

  private static long headerBytes(Questions questions) {
    // each text is ASCII, after two bytes for its length
    long bytes = (long) Short.BYTES + MAGIC.length();
    bytes += (long) Short.BYTES + questions.views().augmentation().name().length();
    bytes += (long) Integer.BYTES + Double.BYTES + Long.BYTES;
    bytes += (long) Short.BYTES + questions.dataHash().length();
    return bytes + 2 * Integer.BYTES;
  }

  private static Answers onHeap(float[] logits) {
    return (place, into, offset, count) ->
        System.arraycopy(logits, Math.toIntExact(place), into, offset, count);
  }

  private static Answers inFile(ReadOnlyFile file, long header) {
    return (place, into, offset, count) -> {
      ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
      try {
        file.read(header + place * Float.BYTES, bytes);
      } catch (IOException gone) {
        throw new UncheckedIOException(
            "the teacher's answers " + file.path() + " cannot be read", gone);
      }
      bytes.flip().asFloatBuffer().get(into, offset, count);
    };
  }
}
