package io.paretune.evaluators.onnx.read.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/** The files beside a model that hold its large tensors. Nothing outside its folder is opened. */
public final class ExternalData {

  private final Optional<Path> folder;

  /**
   * @param folder the model's; without one, external data are refused
   */
  public ExternalData(Optional<Path> folder) {
    this.folder = folder;
  }

  /**
   * The bytes of one tensor.
   *
   * @param entries {@code location}, perhaps {@code offset} and {@code length}
   * @param expected bytes that shape and type need
   */
  public ByteBuffer read(Map<String, String> entries, long expected) {
    String location = entries.getOrDefault("location", "");
    Path file = resolve(location);
    long offset = number(entries, "offset", 0);
    long length = number(entries, "length", expected);
    try {
      long size = Files.size(file);
      if (length != expected || offset > size || size - offset < length) {
        throw new OnnxImportException(
            "the shape needs %d bytes, but external data '%s' (%d bytes) is to give %d from %d; export again"
                .formatted(expected, location, size, length, offset));
      }
      if (length > Integer.MAX_VALUE) {
        throw new OnnxImportException("a tensor must have at most 2 GiB, got %d".formatted(length));
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        channel.position(offset);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
          read = channel.read(bytes);
        }
      }
      return bytes.flip();
    } catch (IOException e) {
      throw new OnnxImportException(
          "cannot read the external data '%s': %s".formatted(location, e.getMessage()), e);
    }
  }

  /** Where a file that a model names really lies: within the folder, links followed. */
  Path resolve(String location) {
    if (folder.isEmpty()) {
      throw new OnnxImportException(
          "its data lie in '%s', which needs the model's folder; import from a file"
              .formatted(location));
    }
    try {
      Path relative = Path.of(location);
      Path root = folder.get().toRealPath();
      Path file = root.resolve(relative);
      if (location.isEmpty()
          || relative.isAbsolute()
          || !file.normalize().startsWith(root)
          || (Files.exists(file) && !file.toRealPath().startsWith(root))) {
        throw new OnnxImportException(
            "external data must lie in the model's folder, got '%s'; move the file beside the model"
                .formatted(location));
      }
      if (!Files.isRegularFile(file)) {
        throw new OnnxImportException(
            "the external data file '%s' is missing; put it beside the model".formatted(location));
      }
      return file.toRealPath();
    } catch (InvalidPathException | IOException e) {
      throw new OnnxImportException(
          "the external data '%s' cannot be found: %s".formatted(location, e.getMessage()), e);
    }
  }

  private static long number(Map<String, String> entries, String key, long otherwise) {
    String text = entries.get(key);
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new OnnxImportException(
          "external data's %s must be a number, got '%s'".formatted(key, text), e);
    }
    throw new OnnxImportException(
        "external data's %s must be at least 0, got '%s'".formatted(key, text));
  }
}
