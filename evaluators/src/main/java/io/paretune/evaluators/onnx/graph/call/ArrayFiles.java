package io.paretune.evaluators.onnx.graph.call;

import ai.onnxruntime.NodeInfo;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.data.source.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Files of arrays as calls, one a file, read when they are asked for: only the last one is in
 * memory. For one thread.
 */
final class ArrayFiles implements CallSource {

  /** Bytes that the arrays of a call may have. */
  private static final int MOST = 1 << 30;

  private final List<Path> files;
  private final Map<Path, State> first = new HashMap<>();
  private int last = -1;
  private Map<String, NumpyArray> arrays = Map.of();

  ArrayFiles(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /** What tells that a file is another one now. */
  private record State(long size, FileTime modified) {

    static State of(Path file) {
      try {
        return new State(Files.size(file), Files.getLastModifiedTime(file));
      } catch (IOException gone) {
        throw new DataException(
            file.toString(), "a readable file", String.valueOf(gone.getMessage()), gone);
      }
    }
  }

  /** What is judged by one call must not be compared with answers to another one. */
  private Map<String, NumpyArray> same(Path file) {
    State now = State.of(file);
    if (!first.getOrDefault(file, now).equals(now)) {
      throw new DataException(
          file.toString(), "the same file all the time", "one that was changed meanwhile");
    }
    Map<String, NumpyArray> read = read(file);
    first.put(file, now);
    return read;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Map<String, NumpyArray> arrays(int call, Map<String, NodeInfo> declared) {
    if (call != last) {
      arrays = Map.of();
      arrays = same(files.get(call));
      last = call;
    }
    return arrays;
  }

  /** The arrays of a file {@code .npz} by name, in its order, or that of a {@code .npy} alone. */
  static Map<String, NumpyArray> read(Path file) {
    try {
      if (!file.toString().endsWith(".npz")) {
        try (InputStream content = Files.newInputStream(file)) {
          return Map.of("", NumpyArray.read(file.toString(), bounded(file, content, MOST)));
        }
      }
      Map<String, NumpyArray> arrays = new LinkedHashMap<>();
      int left = MOST;
      try (ZipFile zip = new ZipFile(file.toFile())) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
          String name = entry.getName().replaceAll("\\.npy$", "");
          try (InputStream content = zip.getInputStream(entry)) {
            byte[] bytes = bounded(file, content, left);
            left -= bytes.length;
            arrays.put(name, NumpyArray.read(file + ": " + name, bytes));
          }
        }
      }
      return arrays;
    } catch (IOException unsound) {
      throw new DataException(
          file.toString(), "arrays of NumPy", String.valueOf(unsound.getMessage()), unsound);
    }
  }

  /** What a stream holds; one that is packed may say anything of its length. */
  static byte[] bounded(Path file, InputStream content, int most) throws IOException {
    byte[] bytes = content.readNBytes(most);
    if (content.read() >= 0) {
      throw new DataException(
          file.toString(), "at most %d MiB of arrays a call".formatted(MOST >> 20), "more");
    }
    return bytes;
  }
}
