package io.paretune.evaluators.onnx.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.onnx.graph.call.GraphSession;
import io.paretune.evaluators.onnx.read.file.ExternalFiles;
import io.paretune.evaluators.onnx.read.file.ExternalTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/**
 * The graph that somebody brings, where it lies: it is read when it is needed, so that a large one
 * is not held in memory all the time. One that was written anew meanwhile is another graph, and
 * nothing is compared with it.
 *
 * @param file that it lies in
 * @param bytes of it, with what lies beside it
 * @param written when it was last written, and each file beside it that holds tensors of it
 */
public record GivenGraph(Path file, long bytes, Map<Path, FileTime> written) {

  /** Copies the map. */
  public GivenGraph {
    written = Map.copyOf(written);
  }

  /**
   * Reads a graph once.
   *
   * @throws IllegalArgumentException as {@link ExternalTensors#model(Path)}
   */
  public static GivenGraph of(Path file) {
    try {
      Map<Path, FileTime> written = new HashMap<>();
      written.put(file, Files.getLastModifiedTime(file));
      for (Path beside : ExternalFiles.of(file, Files.readAllBytes(file))) {
        written.put(beside, Files.getLastModifiedTime(beside));
      }
      long whole = ExternalTensors.model(file).getSerializedSize();
      return new GivenGraph(file, Math.max(whole, Files.size(file)), written);
    } catch (IOException gone) {
      throw new UncheckedIOException(file + " cannot be read", gone);
    }
  }

  /**
   * The graph with all its tensors in it.
   *
   * @throws IllegalArgumentException if the file was written anew
   */
  public ModelProto model() {
    checkUnchanged();
    return ExternalTensors.model(file);
  }

  /** Loads it for answers whose time does not matter. */
  public GraphSession judged() {
    checkUnchanged();
    return GraphSession.judged(file, bytes);
  }

  /**
   * Loads it; what lies beside it was looked at before.
   *
   * @param threads that compute
   * @throws io.paretune.hardware.HardwareException if the runtime refuses it
   * @throws IllegalArgumentException if the file was written anew
   */
  public GraphSession timed(int threads) {
    checkUnchanged();
    return GraphSession.timed(file, threads);
  }

  private void checkUnchanged() {
    written.forEach(
        (part, then) -> {
          try {
            if (!Files.getLastModifiedTime(part).equals(then)) {
              throw new IllegalArgumentException(
                  part
                      + " was written anew while it was compressed: give a copy that stays as it"
                      + " is");
            }
          } catch (IOException gone) {
            throw new UncheckedIOException(part + " can no longer be read", gone);
          }
        });
  }
}
