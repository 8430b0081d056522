package io.paretune.evaluators.teacher;

import io.paretune.evaluators.artifact.ExampleBatches;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.file.ExternalFiles;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.torchscript.TorchInput;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A trained model from an ONNX or a TorchScript file, checked against the data that it is to teach.
 * If it gives answers, they are turned into raw outputs, which soften alike. Owns native memory:
 * close it. One thread at a time.
 */
public final class FileTeacher implements Scorer, AutoCloseable {

  private static final int BATCH = 64;
  private static final byte[] ARCHIVE = {'P', 'K', 3, 4};

  private final Path file;
  private final BatchModel model;
  private final InputLayout layout;
  private final InputShape shape;
  private final String hash;
  private final Head head;
  private boolean answers;

  private FileTeacher(Path file, BatchModel model, InputLayout layout, DataSet data, String hash) {
    this.file = file;
    this.model = model;
    this.layout = layout;
    this.shape = data.shape();
    this.hash = hash;
    this.head = data.head();
  }

  /**
   * Opens a file and asks it about some training examples.
   *
   * @param threads threads for ONNX Runtime; PyTorch takes the process's
   * @throws IllegalArgumentException if it cannot be read or run, or does not take the data's
   *     shape, or has another number of outputs; in one line that names the file
   */
  public static FileTeacher open(Path file, DataSet data, int threads) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("the teacher %s cannot be read".formatted(file), e);
    }
    InputShape shape = data.shape();
    boolean archive = archive(bytes);
    List<Path> beside = archive ? List.of() : beside(file, bytes);
    BatchModel model =
        archive ? torchScript(file, shape) : onnx(file, bytes, !beside.isEmpty(), threads);
    FileTeacher teacher = checked(file, model, data, hash(file, bytes, beside));
    try {
      teacher.ask(data);
      return teacher;
    } catch (RuntimeException refused) {
      teacher.close();
      throw refused;
    }
  }

  /** Whether this is the beginning of an archive, which a TorchScript file is. */
  static boolean archive(byte[] bytes) {
    return bytes.length >= ARCHIVE.length
        && Arrays.equals(Arrays.copyOf(bytes, ARCHIVE.length), ARCHIVE);
  }

  /** The files that hold tensors of an ONNX file. */
  private static List<Path> beside(Path file, byte[] bytes) {
    try {
      return ExternalFiles.of(file, bytes);
    } catch (OnnxImportException e) {
      throw new IllegalArgumentException("the teacher %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String hash(Path file, byte[] bytes, List<Path> beside) {
    try {
      return ExternalFiles.contentHash(bytes, beside);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the data beside the teacher %s cannot be read".formatted(file), e);
    }
  }

  private static FileTeacher checked(Path file, BatchModel model, DataSet data, String hash) {
    InputShape shape = data.shape();
    List<Long> axes = model.inputAxes().subList(1, model.inputAxes().size());
    Shape.Image example = Shape.image(shape.channels(), shape.height(), shape.width());
    Optional<InputLayout> layout = InputLayout.of(axes, example);
    if (layout.isEmpty()) {
      model.close();
      throw new IllegalArgumentException(
          "the teacher %s must take the data's shape [%d, %d, %d] after the batch, got %s"
              .formatted(file, shape.channels(), shape.height(), shape.width(), axes));
    }
    return new FileTeacher(file, model, layout.get(), data, hash);
  }

  private static BatchModel onnx(Path file, byte[] bytes, boolean dataBeside, int threads) {
    try {
      return dataBeside
          ? BatchModel.onnx(file, Placement.cpu(threads))
          : BatchModel.onnx(bytes, threads);
    } catch (HardwareException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the teacher %s must be a classifier in ONNX or TorchScript: %s"
              .formatted(file, firstLine(e)),
          e);
    }
  }

  private static BatchModel torchScript(Path file, InputShape shape) {
    try {
      return BatchModel.torchScript(file, TorchInput.of(shape));
    } catch (ModelRefusedException e) {
      throw new IllegalArgumentException(
          "the teacher %s must be a TorchScript file that PyTorch loads: %s"
              .formatted(file, firstLine(e)),
          e);
    }
  }

  /** Checks the number and the kind of its answers. */
  private void ask(DataSet data) {
    int count = Math.min(BATCH, data.train().size());
    int outputs = head.outputs();
    float[] scores;
    try {
      scores = logits(data.train().inputs(0, count), count);
    } catch (HardwareException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the teacher %s must answer examples of shape %s with numbers: %s"
              .formatted(file, data.shape(), firstLine(e)),
          e);
    }
    if (scores.length != count * outputs) {
      throw new IllegalArgumentException(
          "the teacher %s must have as many outputs as a student for the data's %s, got %s and %d"
              .formatted(
                  file, data.train().targets().words(), number(scores.length, count), outputs));
    }
    for (int i = 0; i < scores.length; i++) {
      if (!Float.isFinite(scores[i])) {
        throw new IllegalArgumentException(
            "the teacher %s must give finite scores, got %s for training example %d"
                .formatted(file, scores[i], i / outputs));
      }
    }
    answers = head.looksAnswered(new Predictions(scores, count, Predictions.Form.RAW));
  }

  private static String number(int scores, int count) {
    return scores % count == 0
        ? Integer.toString(scores / count)
        : scores + " for " + count + " examples";
  }

  private static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** SHA-256 of the file and of the data beside it, in hexadecimal. */
  public String contentHash() {
    return hash;
  }

  @Override
  public float[] logits(float[] inputs, int count) {
    float[] all = new ExampleBatches(model, layout, shape).outputs(inputs, count);
    if (answers) {
      head.toRaw(all);
    }
    return all;
  }

  @Override
  public void close() {
    model.close();
  }
}
