package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.layout.archive.Archive;
import io.paretune.evaluators.data.layout.numpy.NumpySource;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.table.TableSource;
import io.paretune.evaluators.task.targets.TargetKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds out how the data at a path lie there, and reads them. */
public final class Layouts {
  private static final Set<String> FOREIGN_TABLES =
      Set.of("feather", "arrow", "orc", "xlsx", "xls", "ods", "arff", "json", "jsonl");

  /** Folders within folders that are looked through for where data begin. */
  private static final int DEEPEST = 4;

  private static final String KINDS =
      "IDX files, CIFAR *.bin files, tables *.csv, *.tsv or *.parquet, *.npz or *.npy arrays,"
          + " or class folders with images";

  private Layouts() {}

  /**
   * Reads a file or a directory.
   *
   * @param path which exists
   * @throws DataException if it is of no known kind, or not sound
   */
  public static SourceData read(Path path, Reading reading) {
    if (Files.isDirectory(path)) {
      return directory(path, reading, DEEPEST);
    }
    String name = String.valueOf(path.getFileName());
    if (TableSource.recognises(name)) {
      return TableSource.read(path, reading);
    }
    if (NumpySource.recognises(name)) {
      return NumpySource.read(path, reading);
    }
    if (Archive.recognises(name)) {
      return Archive.of(path).read(inside -> directory(inside, reading, DEEPEST));
    }
    throw new DataException(
        path.toString(),
        "a directory, a table "
            + TableSource.FORMATS
            + ", arrays *.npz, or an archive *.zip, *.tar or *.tar.gz",
        "a file of another kind" + (isTable(name) ? " (write the table as CSV)" : ""));
  }

  /** Whether a file's name is that of a table which is not read, such as Excel's. */
  private static boolean isTable(String name) {
    return FOREIGN_TABLES.contains(
        name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private static SourceData directory(Path path, Reading reading, int deeper) {
    List<Path> entries = reading.listing(path);
    if (entries.isEmpty()) {
      throw new DataException(path.toString(), "a data directory", "an empty one");
    }
    if (reading.targets() == TargetKind.MASKS) {
      boolean tooMany = entries.size() == 1 && deeper > 0 && Files.isDirectory(entries.get(0));
      return tooMany && PartName.of(entries.get(0)).isEmpty()
          ? directory(entries.get(0), reading, deeper - 1)
          : MaskFolders.read(path, reading);
    }
    if (holds(entries, IdxSource::recognises)) {
      return IdxSource.read(path, reading);
    }
    if (holds(entries, CifarSource::recognises)) {
      reading.requireClasses(path.toString());
      return CifarSource.read(path, reading);
    }
    CifarSource.refusePickles(path);
    if (holds(entries, NumpySource::recognises)) {
      return NumpySource.readDirectory(path, reading);
    }
    if (holds(entries, TableSource::recognises)) {
      return tables(path, entries, reading);
    }
    if (entries.stream().anyMatch(Files::isDirectory)) {
      return folders(path, entries, reading, deeper);
    }
    throw new DataException(path.toString(), KINDS, others(entries));
  }

  private static String others(List<Path> entries) {
    Path first = entries.get(0);
    if (Images.recognises(first)) {
      return entries.size()
          + " images without class folders, or a table beside them that names their classes";
    }
    return "%d files of other kinds, such as %s%s"
        .formatted(
            entries.size(),
            first.getFileName(),
            entries.stream().anyMatch(entry -> Archive.recognises(entry.getFileName().toString()))
                ? " (an archive is read when it is named itself: source: FILE)"
                : "");
  }

  /** Tables, or images with tables beside them. */
  private static SourceData tables(Path path, List<Path> entries, Reading reading) {
    if (!ClassFolders.holdsImages(path, reading)) {
      return TableSource.read(path, reading);
    }
    boolean folders = haveClasses(path, entries, reading);
    if (folders && reading.columns().isEmpty()) {
      reading.requireClasses(path.toString());
      return FolderSource.read(path, reading);
    }
    Optional<LabelledImages> labelled = LabelledImages.in(path, entries, reading);
    if (labelled.isPresent()) {
      return labelled.get().read();
    }
    if (folders) {
      reading.requireClasses(path.toString());
      return FolderSource.read(path, reading);
    }
    return TableSource.read(path, reading);
  }

  /** Whether classes are told by folders: of the directory, or of its training part. */
  private static boolean haveClasses(Path path, List<Path> entries, Reading reading) {
    List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
    Map<PartName, Path> parts = PartName.among(path, folders);
    Path train = parts.get(PartName.TRAIN);
    return parts.isEmpty()
        ? ClassFolders.are(path, reading)
        : train != null && ClassFolders.are(train, reading);
  }

  private static SourceData folders(Path path, List<Path> entries, Reading reading, int deeper) {
    List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
    Path only = folders.get(0);
    boolean tooMany =
        folders.size() == 1
            && deeper > 0
            && PartName.of(only).isEmpty()
            && reading.listing(only).stream()
                .noneMatch(entry -> Images.recognises(entry) && Files.isRegularFile(entry))
            && !reading.listing(only).isEmpty();
    if (tooMany) {
      return directory(only, reading, deeper - 1)
          .named(String.valueOf(path.getFileName()))
          .noting(List.of("%s: read from its folder '%s'".formatted(path, only.getFileName())));
    }
    reading.requireClasses(path.toString());
    return FolderSource.read(path, reading);
  }

  private static boolean holds(List<Path> entries, Predicate<String> recognises) {
    return entries.stream()
        .anyMatch(
            entry -> Files.isRegularFile(entry) && recognises.test(entry.getFileName().toString()));
  }
}
