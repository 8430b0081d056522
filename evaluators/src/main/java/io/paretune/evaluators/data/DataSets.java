package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.CifarSource;
import io.paretune.evaluators.data.source.CsvSource;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.EmbeddedSource;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.FolderSource;
import io.paretune.evaluators.data.source.IdxSource;
import io.paretune.evaluators.data.source.Listing;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.task.Head;
import io.paretune.hardware.Digest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Opens data sets: {@link #open} for a search, {@link #openForFinalReport} for the report at its
 * end.
 */
public final class DataSets {
  private DataSets() {}

  /** The names of the data sets that need no files. */
  public static List<String> embedded() {
    return EmbeddedSource.names();
  }

  /**
   * Reads and divides a data set. The test part is read and checked, so that a broken file is told
   * before a search starts and not at its end, but not kept.
   *
   * @throws DataException if there is no such data set or a file is not sound: one line
   */
  public static DataSet open(DataSpec spec) {
    return openForFinalReport(spec).searched();
  }

  /**
   * Reads and divides a data set with its test split: to be called once, by the final report. The
   * same spec gives the same division as {@link #open}.
   *
   * @throws DataException as {@link #open}
   */
  public static FinalReportData openForFinalReport(DataSpec spec) {
    SourceData source = read(spec);
    Division divided = spec.division();
    Examples rest = source.train();
    Examples test;
    if (source.test().isPresent()) {
      test = source.test().get();
    } else {
      StratifiedDivision division =
          StratifiedDivision.of(rest, divided.test(), divided.seed(), source.name());
      rest = division.kept();
      test = division.taken();
    }
    Examples validation;
    if (source.validation().isPresent()) {
      validation = source.validation().get();
    } else {
      // Another stream of the same seed: the two divisions must not be correlated.
      long seed = divided.seed() ^ 0x9E3779B97F4A7C15L;
      StratifiedDivision division =
          StratifiedDivision.of(rest, divided.validation(), seed, source.name());
      rest = division.kept();
      validation = division.taken();
    }
    Examples train = rest;
    Preprocessing preprocessing =
        spec.preprocessing().orElseGet(() -> Preprocessing.measured(train));
    Head head = spec.task().head(train.targets());
    DataSet.Origin origin =
        new DataSet.Origin(
            source.name(),
            Digest.sha256(train.contentHash() + validation.contentHash() + preprocessing),
            test.contentHash(),
            source.notes());
    DataSet searched =
        new DataSet(
            origin,
            new TrainSplit(train, preprocessing, head),
            new ValidationSplit(validation, preprocessing, head));
    return new FinalReportData(searched, new TestSplit(test, preprocessing, head));
  }

  private static SourceData read(DataSpec spec) {
    if (spec.files().isPresent()) {
      return spec.files().get().read(spec.reading());
    }
    if (EmbeddedSource.names().contains(spec.source())) {
      spec.reading().requireClasses(spec.source());
      return EmbeddedSource.read(spec.source());
    }
    Path path = path(spec.source());
    String fileName = String.valueOf(path.getFileName());
    if (Files.isRegularFile(path)) {
      if (CsvSource.recognises(fileName)) {
        return CsvSource.read(path, spec.reading());
      }
      throw new DataException(
          path.toString(), "a directory, or a table *.csv or *.csv.gz", "a file of another kind");
    }
    if (!Files.isDirectory(path)) {
      throw new DataException(
          spec.source(),
          "an embedded data set " + embedded() + ", a CSV file or a data directory",
          "no such name or path");
    }
    List<Path> entries = Listing.of(path);
    if (entries.isEmpty()) {
      throw new DataException(path.toString(), "a data directory", "an empty one");
    }
    if (holds(entries, IdxSource::recognises)) {
      return IdxSource.read(path, spec.reading());
    }
    if (holds(entries, CifarSource::recognises)) {
      spec.reading().requireClasses(spec.source());
      return CifarSource.read(path);
    }
    if (holds(entries, CsvSource::recognises)) {
      return CsvSource.read(path, spec.reading());
    }
    if (entries.stream().anyMatch(Files::isDirectory)) {
      spec.reading().requireClasses(spec.source());
      return FolderSource.read(path, spec.imageSide());
    }
    throw new DataException(
        path.toString(),
        "IDX files, CIFAR-10 *.bin files, *.csv tables or class folders with images",
        entries.size() + " files of other kinds, such as " + entries.get(0).getFileName());
  }

  private static Path path(String source) {
    try {
      return Path.of(source);
    } catch (InvalidPathException e) {
      throw new DataException(source, "a name or a path", "neither", e);
    }
  }

  private static boolean holds(List<Path> entries, Predicate<String> recognises) {
    return entries.stream()
        .anyMatch(
            entry -> Files.isRegularFile(entry) && recognises.test(entry.getFileName().toString()));
  }
}
