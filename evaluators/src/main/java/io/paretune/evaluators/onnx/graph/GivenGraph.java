package io.paretune.evaluators.onnx.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.onnx.graph.call.GraphSession;
import io.paretune.evaluators.onnx.read.file.ExternalTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The graph that somebody brings, where it lies: it is read when it is needed, so that a large one
 * is not held in memory all the time.
 *
 * @param file that it lies in
 * @param bytes of it, with what lies beside it
 */
public record GivenGraph(Path file, long bytes) {

  /**
   * Reads a graph once.
   *
   * @throws IllegalArgumentException as {@link ExternalTensors#model(Path)}
   */
  public static GivenGraph of(Path file) {
    long whole = ExternalTensors.model(file).getSerializedSize();
    try {
      return new GivenGraph(file, Math.max(whole, Files.size(file)));
    } catch (IOException gone) {
      throw new UncheckedIOException(file + " cannot be read", gone);
    }
  }

  /** The graph with all its tensors in it. */
  public ModelProto model() {
    return ExternalTensors.model(file);
  }

  /** Loads it for answers whose time does not matter. */
  public GraphSession judged() {
    return open(GraphSession.threads(bytes));
  }

  /**
   * Loads it; what lies beside it was looked at before.
   *
   * @param threads that compute
   * @throws io.paretune.hardware.HardwareException if the runtime refuses it
   */
  public GraphSession open(int threads) {
    return GraphSession.open(file, threads);
  }
}
