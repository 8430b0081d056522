package io.paretune.evaluators.onnx.graph.draft;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model in a temporary folder of its own until it is closed, for whoever takes files. Models are
 * written and read as streams: one as an array would be held once more.
 */
public final class ModelOnDisk implements AutoCloseable {

  private final Path folder;

  private ModelOnDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a model.
   *
   * @throws IOException if there is no room
   */
  public static ModelOnDisk of(ModelProto model) throws IOException {
    ModelOnDisk made = new ModelOnDisk(Files.createTempDirectory("paretune-graph-"));
    try {
      write(model, made.path());
      return made;
    } catch (IOException full) {
      made.close();
      throw full;
    }
  }

  /**
   * Writes a model to a file.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(ModelProto model, Path to) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
      model.writeTo(out);
    }
  }

  /**
   * Reads a model from a file.
   *
   * @throws IOException if it cannot be read or is none
   */
  public static ModelProto read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return ModelProto.parseFrom(in);
    }
  }

  /** Its file; what is written beside it goes with it. */
  public Path path() {
    return folder.resolve("model.onnx");
  }

  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
