package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Listing;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import io.paretune.evaluators.task.targets.Targets;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A directory in the IDX format of MNIST: {@code train-images-idx3-ubyte} and {@code
 * train-labels-idx1-ubyte}, {@code t10k-} or {@code test-} for the test set, {@code val-} for
 * validation, each gzipped or not. Where numbers are learned, labels may be 32-bit floats as well
 * as bytes.
 */
public final class IdxSource {
  private static final int IMAGES = 0x00000803;
  private static final int LABELS = 0x00000801;
  private static final int FLOAT_LABELS = 0x00000D01;
  private static final List<String> IMAGE_NAMES =
      List.of("-images-idx3-ubyte", "-images.idx3-ubyte");
  private static final List<String> LABEL_NAMES =
      List.of("-labels-idx1-ubyte", "-labels.idx1-ubyte");

  private IdxSource() {}

  /** Whether the file name is one that this source reads. */
  public static boolean recognises(String fileName) {
    String plain =
        fileName.endsWith(".gz") ? fileName.substring(0, fileName.length() - 3) : fileName;
    return IMAGE_NAMES.stream().anyMatch(plain::endsWith)
        || LABEL_NAMES.stream().anyMatch(plain::endsWith);
  }

  /**
   * Reads the directory.
   *
   * @throws DataException if the training files are absent or any file is not sound
   */
  static SourceData read(Path directory, Reading reading) {
    String set = prefix(directory);
    Optional<DataFile> images = find(directory, set + "train", IMAGE_NAMES);
    if (images.isEmpty()) {
      throw new DataException(
          directory.toString(),
          "the IDX file train-images-idx3-ubyte (or .gz)",
          "other IDX files only");
    }
    List<String> known = LetterNames.beside(directory, set);
    Examples train = readPair(directory, set + "train", images.get(), reading, known);
    List<String> names = train.targets().names();
    SourceData data =
        SourceData.of(
            String.valueOf(directory.getFileName()),
            train,
            optional(directory, set, List.of("val", "validation"), reading, names),
            optional(directory, set, List.of("t10k", "test"), reading, names));
    return set.startsWith("emnist")
        ? data.noting(
            List.of(
                "EMNIST's images lie transposed in its files, and are read as they lie (so does"
                    + " torchvision)"))
        : data;
  }

  /**
   * What stands before {@code train-images}, as {@code emnist-letters-}.
   *
   * @throws DataException if several sets lie there
   */
  private static String prefix(Path directory) {
    TreeSet<String> prefixes = new TreeSet<>();
    for (Path path : Listing.of(directory)) {
      String name = path.getFileName().toString();
      for (String images : IMAGE_NAMES) {
        int at = name.indexOf("train" + images);
        if (at >= 0) {
          prefixes.add(name.substring(0, at));
        }
      }
    }
    if (prefixes.size() > 1 && !prefixes.contains("")) {
      throw new DataException(
          directory.toString(),
          "one data set (or format: idx, with train: and test: named)",
          "several: " + prefixes);
    }
    return prefixes.size() == 1 ? prefixes.first() : "";
  }

  /** Reads images files whatever their names, each with the labels file that is named like it. */
  static SourceData read(
      String name, Path train, Optional<Path> validation, Optional<Path> test, Reading reading) {
    Examples first = read(DataFile.of(train), labelsBeside(train), reading, List.of());
    List<String> names = first.targets().names();
    return SourceData.of(
        name,
        first,
        validation.map(path -> read(DataFile.of(path), labelsBeside(path), reading, names)),
        test.map(path -> read(DataFile.of(path), labelsBeside(path), reading, names)));
  }

  private static DataFile labelsBeside(Path images) {
    String name = String.valueOf(images.getFileName());
    String wanted = name.replace("images", "labels").replace("idx3", "idx1");
    String other =
        wanted.endsWith(".gz") ? wanted.substring(0, wanted.length() - 3) : wanted + ".gz";
    for (String candidate : List.of(wanted, other)) {
      Path labels = images.resolveSibling(candidate);
      if (!candidate.equals(name) && Files.isRegularFile(labels)) {
        return DataFile.of(labels);
      }
    }
    throw new DataException(
        images.toString(), "the labels file " + wanted + " beside it", "no such file");
  }

  private static Optional<Examples> optional(
      Path directory, String set, List<String> parts, Reading reading, List<String> classNames) {
    for (String part : parts) {
      String prefix = set + part;
      Optional<DataFile> images = find(directory, prefix, IMAGE_NAMES);
      if (images.isPresent()) {
        return Optional.of(readPair(directory, prefix, images.get(), reading, classNames));
      }
    }
    return Optional.empty();
  }

  private static Examples readPair(
      Path directory, String prefix, DataFile images, Reading reading, List<String> classNames) {
    DataFile labels =
        find(directory, prefix, LABEL_NAMES)
            .orElseThrow(
                () ->
                    new DataException(
                        directory.toString(),
                        "the IDX file " + prefix + "-labels-idx1-ubyte (or .gz) beside the images",
                        "no such file"));
    return read(images, labels, reading, classNames);
  }

  private static Optional<DataFile> find(Path directory, String prefix, List<String> names) {
    for (String name : names) {
      for (String ending : List.of("", ".gz")) {
        Path file = directory.resolve(prefix + name + ending);
        if (Files.isRegularFile(file)) {
          return Optional.of(DataFile.of(file));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Reads one pair of files.
   *
   * @param classNames the classes, or an empty list to count them from the labels
   */
  static Examples read(DataFile images, DataFile labels, Reading reading, List<String> classNames) {
    Targets targets =
        switch (reading.targets()) {
          case CLASSES -> classes(labels, classNames);
          case NUMBERS -> NumberTargets.of("label", readNumbers(labels));
          case LABELS, MASKS ->
              throw new DataException(
                  labels.name(), reading.targets().words(), "one label of each, as IDX has them");
        };
    byte[] content = images.bytes();
    ByteBuffer header = header(images, content, IMAGES, 16);
    int count = header.getInt();
    int height = header.getInt();
    int width = header.getInt();
    if (count != targets.size()) {
      throw new DataException(
          images.name(),
          targets.size() + " images, as many as " + labels.name() + " has labels",
          String.valueOf(count));
    }
    if (height < 1 || width < 1 || height > 4096 || width > 4096) {
      throw new DataException(
          images.name(), "images of 1 to 4096 pixels a side", height + "x" + width);
    }
    checkLength(images, content, 16 + (long) count * height * width);
    byte[] pixels = new byte[content.length - 16];
    System.arraycopy(content, 16, pixels, 0, pixels.length);
    return Examples.ofBytes(new InputShape(1, height, width), targets, pixels);
  }

  private static Targets classes(DataFile labels, List<String> classNames) {
    int[] classes = readLabels(labels);
    List<String> names = classNames.isEmpty() ? numbered(classes) : classNames;
    // EMNIST's letters are numbered from 1
    int first = names.get(0).equals("0") || least(classes) == 0 ? 0 : 1;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] < first || classes[i] - first >= names.size()) {
        throw new DataException(
            labels.name(),
            "labels from %d to %d".formatted(first, first + names.size() - 1),
            "label " + classes[i] + " at example " + i);
      }
      classes[i] -= first;
    }
    return ClassTargets.of(names, classes);
  }

  /** Labels as they stand for numbers: bytes, or floats of 32 bits. */
  private static float[] readNumbers(DataFile file) {
    byte[] content = file.bytes();
    boolean floats = content.length >= 4 && ByteBuffer.wrap(content).getInt() == FLOAT_LABELS;
    if (!floats) {
      int[] labels = readLabels(file);
      float[] numbers = new float[labels.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = labels[i];
      }
      return numbers;
    }
    int count = header(file, content, FLOAT_LABELS, 8).getInt();
    checkLength(file, content, 8L + (long) Float.BYTES * count);
    float[] numbers = new float[count];
    ByteBuffer.wrap(content, 8, content.length - 8).asFloatBuffer().get(numbers);
    return numbers;
  }

  private static int[] readLabels(DataFile file) {
    byte[] content = file.bytes();
    int count = header(file, content, LABELS, 8).getInt();
    if (count < 1) {
      throw new DataException(file.name(), "at least one label", String.valueOf(count));
    }
    checkLength(file, content, 8L + count);
    return IntStream.range(0, count).map(i -> content[8 + i] & 0xff).toArray();
  }

  private static ByteBuffer header(DataFile file, byte[] content, int magic, int length) {
    if (content.length < length) {
      throw new DataException(
          file.name(), "an IDX header of " + length + " bytes", content.length + " bytes in all");
    }
    ByteBuffer header = ByteBuffer.wrap(content);
    int found = header.getInt();
    if (found != magic) {
      throw new DataException(
          file.name(), "the IDX magic number 0x%08x".formatted(magic), "0x%08x".formatted(found));
    }
    return header;
  }

  private static void checkLength(DataFile file, byte[] content, long expected) {
    if (content.length != expected) {
      throw new DataException(
          file.name(),
          expected + " bytes, as its header says",
          content.length + " bytes" + (content.length < expected ? ": it is cut short" : ""));
    }
  }

  private static int least(int[] labels) {
    return IntStream.of(labels).min().orElse(0);
  }

  private static List<String> numbered(int[] labels) {
    int classes = 1 + IntStream.of(labels).max().orElse(0);
    List<String> names = new ArrayList<>();
    for (int i = least(labels) == 1 ? 1 : 0; i < classes; i++) {
      names.add(String.valueOf(i));
    }
    return names;
  }
}
