package io.paretune.evaluators.teacher;

import ai.djl.Device;
import io.paretune.evaluators.compress.rewrite.ScaledOutput;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.train.forward.Inference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A trained classifier from an ONNX file, imported, so that it shows the values within it. A
 * softmax or logistic function that closes it is cut off, and numbers are in units of their
 * deviation: its outputs are raw. It answers as the file does on ONNX Runtime, which is tried on
 * training examples when it is opened.
 *
 * @param model the network and its weights
 * @param contentHash SHA-256 of the file, in hexadecimal
 */
public record NetworkTeacher(WeightedNetwork model, String contentHash) {

  private static final int PROOF = 64;

  /** Far above rounding, far below what an axis mistaken for another does to a trained network. */
  private static final double TOLERANCE = 0.01;

  /**
   * Opens a file.
   *
   * @param threads threads for ONNX Runtime; PyTorch takes the process's
   * @throws IllegalArgumentException if it cannot teach these data, as {@link FileTeacher#open}
   *     says, or is TorchScript, or has a node that cannot be imported; in one line that names the
   *     file
   */
  public static NetworkTeacher open(Path file, DataSet data, int threads) {
    requireLegible(file);
    try (FileTeacher answering = FileTeacher.open(file, data, threads)) {
      ImportedModel read = imported(file, data);
      WeightedNetwork model =
          ScaledOutput.of(
              new WeightedNetwork(read.network().opened(), read.weights()),
              data.head().scale().inverse());
      NetworkTeacher teacher = new NetworkTeacher(model, answering.contentHash());
      teacher.requireSameAnswers(file, answering, data);
      return teacher;
    }
  }

  /**
   * Checks that a file is not TorchScript, whose values are the program's own affair.
   *
   * @throws IllegalArgumentException if it is, or cannot be read; in one line that names the file
   */
  public static void requireLegible(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      if (!FileTeacher.archive(bytes.readNBytes(4))) {
        return;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the teacher %s cannot be read".formatted(file), e);
    }
    throw new IllegalArgumentException(
        "the teacher %s is TorchScript, which shows no features; give an ONNX file of the same model, or learn from its answers alone, kind: soft"
            .formatted(file));
  }

  private static ImportedModel imported(Path file, DataSet data) {
    Shape.Image shape =
        Shape.image(data.shape().channels(), data.shape().height(), data.shape().width());
    ImportedModel read;
    try {
      read = OnnxImport.read(file, () -> shape);
    } catch (OnnxImportException e) {
      throw new IllegalArgumentException(
          "the teacher %s runs, but its features cannot be had: %s; or learn from its answers alone, kind: soft"
              .formatted(file, e.getMessage()),
          e);
    }
    Shape input = read.network().input();
    if (!input.fits(shape) && !input.equals(Shape.vector(shape.elements()))) {
      throw new IllegalArgumentException(
          "the teacher %s must take the data's shape %s, got %s".formatted(file, shape, input));
    }
    return read;
  }

  /** Compares answers: raw outputs may differ by what is common to all of them. */
  private void requireSameAnswers(Path file, FileTeacher answering, DataSet data) {
    int count = Math.min(PROOF, data.train().size());
    float[] inputs = data.train().inputs(0, count);
    float[] expected = answering.logits(inputs, count);
    float[] actual;
    try (Inference inference = inference(Device.cpu())) {
      actual = inference.logits(inputs, count);
    }
    double worst =
        actual.length == expected.length
            ? data.head().farthest(raw(actual, count), raw(expected, count))
            : Double.NaN;
    if (!(worst <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "the teacher %s must answer alike imported and on ONNX Runtime, got answers that differ by %.3g; learn from its answers alone, kind: soft"
              .formatted(file, worst));
    }
  }

  private static Predictions raw(float[] outputs, int examples) {
    return new Predictions(outputs, examples, Predictions.Form.RAW);
  }

  /** The network. */
  public Network network() {
    return model.network();
  }

  /** Its weights. */
  public Weights weights() {
    return model.weights();
  }

  /** What answers with its scores, on a device; to be closed. */
  public Inference inference(Device device) {
    return new Inference(network(), weights(), device);
  }
}
