package io.paretune.evaluators.data.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * CIFAR-10 in its binary form: records of one label byte and 3,072 pixels (32x32 red, then green,
 * then blue), in files {@code *.bin} or {@code *.bin.gz}. A name with {@code test} is the test set,
 * with {@code val} the validation set, with {@code train} or {@code data_batch} the training set.
 * Krizhevsky, "Learning multiple layers of features from tiny images" (2009).
 */
public final class CifarSource {
  private static final InputShape SHAPE = new InputShape(3, 32, 32);
  private static final int RECORD = 1 + SHAPE.volume();
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private CifarSource() {}

  /** Whether the file name is one that this source reads. */
  public static boolean recognises(String fileName) {
    return fileName.endsWith(".bin") || fileName.endsWith(".bin.gz");
  }

  /**
   * Reads the directory.
   *
   * @throws DataException if a file is not sound, not named after its part, or no training file is
   *     there
   */
  public static SourceData read(Path directory) {
    List<Path> train = new ArrayList<>();
    List<Path> validation = new ArrayList<>();
    List<Path> test = new ArrayList<>();
    for (Path path : Listing.of(directory)) {
      String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
      if (!recognises(name) || !Files.isRegularFile(path)) {
        continue;
      }
      if (name.contains("test")) {
        test.add(path);
      } else if (name.contains("val")) {
        validation.add(path);
      } else if (name.contains("train") || name.contains("data_batch")) {
        train.add(path);
      } else {
        throw new DataException(
            path.toString(), "a name with train, data_batch, val or test in it", name);
      }
    }
    if (train.isEmpty()) {
      throw new DataException(
          directory.toString(), "a training file (data_batch_1.bin or *train*.bin[.gz])", "none");
    }
    return read(
        String.valueOf(directory.getFileName()),
        new NamedFiles(FileFormat.CIFAR10, train, validation, test));
  }

  /** Reads files whatever their names. */
  static SourceData read(String name, NamedFiles files) {
    List<String> names = classNames(files.train().get(0));
    return new SourceData(
        name,
        readAll(files.train(), names),
        files.validation().isEmpty()
            ? Optional.empty()
            : Optional.of(readAll(files.validation(), names)),
        files.test().isEmpty() ? Optional.empty() : Optional.of(readAll(files.test(), names)));
  }

  private static List<String> classNames(Path beside) {
    Path file = beside.resolveSibling("batches.meta.txt");
    if (!Files.isRegularFile(file)) {
      return CLASSES;
    }
    List<String> names =
        new String(DataFile.of(file).bytes(), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (names.size() != CLASSES.size()) {
      throw new DataException(
          file.toString(), "10 class names, one a line", String.valueOf(names.size()));
    }
    return names;
  }

  private static Examples readAll(List<Path> paths, List<String> names) {
    List<DataFile> files = paths.stream().map(DataFile::of).toList();
    List<byte[]> contents = new ArrayList<>();
    long records = 0;
    for (DataFile file : files) {
      byte[] content = file.bytes();
      check(file, content);
      contents.add(content);
      records += content.length / RECORD;
    }
    if (records * SHAPE.volume() > Integer.MAX_VALUE - 16) {
      throw new DataException(
          files.get(0).name(), "at most 699,000 images in one part", records + " images");
    }
    byte[] pixels = new byte[(int) records * SHAPE.volume()];
    int[] labels = new int[(int) records];
    int next = 0;
    for (int f = 0; f < contents.size(); f++) {
      byte[] content = contents.set(f, new byte[0]); // lets each file go as soon as it is copied
      for (int at = 0; at < content.length; at += RECORD) {
        labels[next] = content[at];
        System.arraycopy(content, at + 1, pixels, next * SHAPE.volume(), SHAPE.volume());
        next++;
      }
    }
    return Examples.ofBytes(SHAPE, names, pixels, labels);
  }

  private static void check(DataFile file, byte[] content) {
    if (content.length % RECORD != 0) {
      throw new DataException(
          file.name(),
          "a whole number of CIFAR-10 records of 3073 bytes",
          content.length + " bytes, " + content.length % RECORD + " too many");
    }
    for (int at = 0; at < content.length; at += RECORD) {
      int label = content[at] & 0xff;
      if (label >= CLASSES.size()) {
        throw new DataException(
            file.name(), "labels from 0 to 9", "label " + label + " at record " + at / RECORD);
      }
    }
  }
}
