package io.paretune.evaluators.artifact;

import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.FileForExamples;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.ModelFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network's file, ready for examples of certain data: the file itself, or a copy that is declared
 * otherwise and lasts until this is closed.
 */
public final class ReadiedFile implements AutoCloseable {

  private final Path path;
  private final InputLayout layout;
  private final boolean copied;

  private ReadiedFile(Path path, InputLayout layout, boolean copied) {
    this.path = path;
    this.layout = layout;
    this.copied = copied;
  }

  /** A file that is taken as it is, and takes examples as they are. */
  public static ReadiedFile asItIs(Path file) {
    return new ReadiedFile(file, InputLayout.AS_IT_IS, false);
  }

  /** A file that puts out its scores alone. */
  public static ReadiedFile scoring(Deployment deployment, Path file, InputShape shape) {
    return deployment.format() == ModelFormat.ONNX
        ? of(file, FileForExamples.scoring(file, image(shape)))
        : asItIs(file);
  }

  /** A file that puts out all that it does. */
  public static ReadiedFile whole(Deployment deployment, Path file, InputShape shape) {
    return deployment.format() == ModelFormat.ONNX
        ? of(file, FileForExamples.timed(file, image(shape)))
        : asItIs(file);
  }

  private static Shape.Image image(InputShape shape) {
    return Shape.image(shape.channels(), shape.height(), shape.width());
  }

  private static ReadiedFile of(Path file, FileForExamples ready) {
    Optional<byte[]> copy = ready.copy();
    if (copy.isEmpty()) {
      return new ReadiedFile(file, ready.layout(), false);
    }
    try {
      Path written = Files.createTempFile("paretune-copy", ".onnx");
      Files.write(written, copy.get());
      return new ReadiedFile(written, ready.layout(), true);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot keep a copy of " + file, unwritable);
    }
  }

  /** Where it lies. */
  public Path path() {
    return path;
  }

  /** How it takes examples. */
  public InputLayout layout() {
    return layout;
  }

  @Override
  public void close() {
    if (copied) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException left) {
        throw new UncheckedIOException("cannot remove " + path, left);
      }
    }
  }
}
