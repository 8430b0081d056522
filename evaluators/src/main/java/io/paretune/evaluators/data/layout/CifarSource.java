package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * CIFAR-10 and CIFAR-100 in their binary forms: records of one label byte, or of a coarse and a
 * fine one, and 3,072 pixels (32x32 red, then green, then blue), in files {@code *.bin} or {@code
 * *.bin.gz}. A name with {@code test} is the test set, with {@code val} the validation set, with
 * {@code train} or {@code data_batch} the training set. Krizhevsky, "Learning multiple layers of
 * features from tiny images" (2009).
 */
public final class CifarSource {
  private static final InputShape SHAPE = new InputShape(3, 32, 32);
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final String FINE_NAMES = "fine_label_names.txt";
  private static final String COARSE = "coarse";

  /**
   * One of the forms.
   *
   * @param name what it is called
   * @param labels label bytes of a record
   * @param label which of them is the class
   * @param classes their number
   * @param namesFile which may lie beside the files, a name a line
   */
  private record Form(String name, int labels, int label, int classes, String namesFile) {

    static final Form TEN = new Form("CIFAR-10", 1, 0, 10, "batches.meta.txt");
    static final Form FINE = new Form("CIFAR-100", 2, 1, 100, FINE_NAMES);
    static final Form TWENTY = new Form("CIFAR-100", 2, 0, 20, "coarse_label_names.txt");

    int record() {
      return labels + SHAPE.volume();
    }

    List<String> usualNames() {
      return labels == 1
          ? CLASSES
          : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
  }

  private CifarSource() {}

  /** Whether the file name is one that this source reads. */
  public static boolean recognises(String fileName) {
    return fileName.endsWith(".bin") || fileName.endsWith(".bin.gz");
  }

  /**
   * Refuses the files that Python's programs load.
   *
   * @throws DataException if there are such
   */
  static void refusePickles(Path directory) {
    if (Files.isRegularFile(directory.resolve("batches.meta"))
        || (Files.isRegularFile(directory.resolve("meta"))
            && Files.isRegularFile(directory.resolve("train")))) {
      throw new DataException(
          directory.toString(),
          "CIFAR's binary version (files *.bin)",
          "its Python version, pickled files");
    }
  }

  /**
   * Reads the directory.
   *
   * @throws DataException if a file is not sound, not named after its part, or no training file is
   *     there
   */
  static SourceData read(Path directory, Reading reading) {
    List<Path> train = new ArrayList<>();
    List<Path> validation = new ArrayList<>();
    List<Path> test = new ArrayList<>();
    for (Path path : reading.listing(directory)) {
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
    boolean hundred = Files.isRegularFile(directory.resolve(FINE_NAMES)) || isHundred(train.get(0));
    return read(
        String.valueOf(directory.getFileName()),
        new NamedFiles(hundred ? FileFormat.CIFAR100 : FileFormat.CIFAR10, train, validation, test),
        reading);
  }

  /** Whether the length fits records of CIFAR-100 and not those of CIFAR-10. */
  private static boolean isHundred(Path file) {
    long length = DataFile.of(file).bytes().length;
    return length % Form.FINE.record() == 0 && length % Form.TEN.record() != 0;
  }

  /** Reads files whatever their names. */
  static SourceData read(String name, NamedFiles files, Reading reading) {
    Form form =
        files.format() == FileFormat.CIFAR10
            ? Form.TEN
            : reading.columns().equals(List.of(COARSE)) ? Form.TWENTY : Form.FINE;
    List<String> names = classNames(files.train().get(0), form);
    SourceData data =
        SourceData.of(
            name,
            readAll(files.train(), form, names),
            files.validation().isEmpty()
                ? Optional.empty()
                : Optional.of(readAll(files.validation(), form, names)),
            files.test().isEmpty()
                ? Optional.empty()
                : Optional.of(readAll(files.test(), form, names)));
    return form.equals(Form.FINE)
        ? data.noting(List.of("CIFAR-100: the 100 fine classes (label: coarse takes the 20)"))
        : data;
  }

  private static List<String> classNames(Path beside, Form form) {
    Path file = beside.resolveSibling(form.namesFile());
    if (!Files.isRegularFile(file)) {
      return form.usualNames();
    }
    List<String> names =
        new String(DataFile.of(file).bytes(), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (names.size() != form.classes()) {
      throw new DataException(
          file.toString(),
          form.classes() + " class names, one a line",
          String.valueOf(names.size()));
    }
    return names;
  }

  private static Examples readAll(List<Path> paths, Form form, List<String> names) {
    List<DataFile> files = paths.stream().map(DataFile::of).toList();
    List<byte[]> contents = new ArrayList<>();
    long records = 0;
    for (DataFile file : files) {
      byte[] content = file.bytes();
      check(file, content, form);
      contents.add(content);
      records += content.length / form.record();
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
      for (int at = 0; at < content.length; at += form.record()) {
        labels[next] = content[at + form.label()];
        System.arraycopy(
            content, at + form.labels(), pixels, next * SHAPE.volume(), SHAPE.volume());
        next++;
      }
    }
    return Examples.ofBytes(SHAPE, names, pixels, labels);
  }

  private static void check(DataFile file, byte[] content, Form form) {
    int record = form.record();
    if (content.length % record != 0) {
      throw new DataException(
          file.name(),
          "a whole number of %s records of %d bytes".formatted(form.name(), record),
          content.length + " bytes, " + content.length % record + " too many");
    }
    for (int at = 0; at < content.length; at += record) {
      int label = content[at + form.label()] & 0xff;
      if (label >= form.classes()) {
        throw new DataException(
            file.name(),
            "labels from 0 to " + (form.classes() - 1),
            "label " + label + " at record " + at / record);
      }
    }
  }
}
