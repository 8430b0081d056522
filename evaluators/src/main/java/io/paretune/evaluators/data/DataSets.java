package io.paretune.evaluators.data;

import io.paretune.evaluators.data.image.decode.DecodingThreads;
import io.paretune.evaluators.data.layout.EmbeddedSource;
import io.paretune.evaluators.data.layout.Layouts;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.ReadingProgress;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.source.SplitCoding;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.targets.TargetsInWords;
import io.paretune.hardware.Digest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

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
    return open(spec, ReadingProgress.silent());
  }

  /**
   * As {@link #open(DataSpec)}.
   *
   * @param progress hears how far a long reading is
   */
  public static DataSet open(DataSpec spec, ReadingProgress progress) {
    return opened(spec, progress).searched();
  }

  /**
   * Reads and divides a data set with its test split: to be called once, by the final report. The
   * same spec gives the same division as {@link #open}.
   *
   * @throws DataException as {@link #open}
   */
  public static FinalReportData openForFinalReport(DataSpec spec) {
    return opened(spec, ReadingProgress.silent());
  }

  private static FinalReportData opened(DataSpec spec, ReadingProgress progress) {
    SourceData source = Adaptation.of(read(spec, spec.reading(progress)), spec.options());
    Division divided = spec.division();
    StratifiedDivision.require(
        source.train(),
        1 + (source.test().isEmpty() ? 1 : 0) + (source.validation().isEmpty() ? 1 : 0),
        source.name());
    Divided tested = divided(source.train(), source.test(), divided.test(), divided.seed(), source);
    // Another stream of the same seed: the two divisions must not be correlated.
    long seed = divided.seed() ^ 0x9E3779B97F4A7C15L;
    Divided validated =
        divided(tested.kept(), source.validation(), divided.validation(), seed, source);
    return coded(spec, source, List.of(validated.kept(), validated.taken(), tested.taken()));
  }

  /**
   * The divided data as networks read them.
   *
   * @param divided training, validation and test
   */
  private static FinalReportData coded(DataSpec spec, SourceData source, List<Examples> divided) {
    SplitCoding.Coded coded = source.coding().learned(divided.get(0));
    List<Examples> parts = divided.stream().map(coded.coding()).toList();
    Examples train = parts.get(0);
    Examples validation = parts.get(1);
    Examples test = parts.get(2);
    List<String> notes = new ArrayList<>(source.notes());
    notes.addAll(coded.notes());
    Preprocessing preprocessing;
    List<String> hashes;
    try (DecodingThreads beside = new DecodingThreads(1)) {
      // gigabytes of pixels, twice: at once
      Future<List<String>> hashing =
          beside.begin(() -> parts.stream().map(Examples::contentHash).toList());
      preprocessing =
          spec.preprocessing()
              .map(given -> given.of(train, source.name()))
              .orElseGet(() -> Preprocessing.measured(train));
      hashes = DecodingThreads.result(hashing);
    }
    Head head = spec.task().head(train.targets());
    DataSet.Origin origin =
        new DataSet.Origin(
            source.name(),
            Digest.sha256(hashes.get(0) + hashes.get(1) + preprocessing),
            hashes.get(2),
            notes,
            Optional.of(summary(spec, source, parts, preprocessing)),
            coded.columns());
    DataSet searched =
        new DataSet(
            origin,
            new TrainSplit(train, preprocessing, head),
            new ValidationSplit(validation, preprocessing, head));
    return new FinalReportData(searched, new TestSplit(test, preprocessing, head));
  }

  /**
   * What a user is told of them.
   *
   * @param parts training, validation, test
   */
  private static DataSummary summary(
      DataSpec spec, SourceData source, List<Examples> parts, Preprocessing preprocessing) {
    Examples train = parts.get(0);
    return new DataSummary(
        source.name(),
        spec.source(),
        new DataSummary.Stored(
            train.shape(),
            train.storesBytes(),
            parts.stream().filter(part -> !part.lieInAFile()).mapToLong(Examples::bytes).sum(),
            parts.stream().filter(Examples::lieInAFile).mapToLong(Examples::bytes).sum(),
            spec.options().images().keeping() == ImageReading.Keeping.STREAMED
                ? "decoded whenever they are read"
                : "decoded in the user's cache"),
        new DataSummary.Parts(
            List.of(
                new DataSummary.Part("training", train.size(), false),
                new DataSummary.Part(
                    "validation", parts.get(1).size(), source.validation().isEmpty()),
                new DataSummary.Part("test", parts.get(2).size(), source.test().isEmpty())),
            TargetsInWords.of(parts.stream().map(Examples::targets).toList())),
        new DataSummary.Scaled(preprocessing, spec.preprocessing().isEmpty()));
  }

  /** Some examples, and others that are kept apart from them. */
  private record Divided(Examples kept, Examples taken) {}

  /** By a part that the source has of its own, or else by a share of the examples. */
  private static Divided divided(
      Examples all, Optional<Examples> own, double share, long seed, SourceData source) {
    if (own.isPresent()) {
      return new Divided(all, own.get());
    }
    StratifiedDivision division = StratifiedDivision.of(all, share, seed, source.name());
    return new Divided(division.kept(), division.taken());
  }

  private static SourceData read(DataSpec spec, Reading reading) {
    if (spec.files().isPresent()) {
      return spec.files().get().read(reading);
    }
    if (EmbeddedSource.names().contains(spec.source())) {
      reading.requireClasses(spec.source());
      return EmbeddedSource.read(spec.source());
    }
    Path path = path(spec.source());
    if (!Files.exists(path)) {
      throw new DataException(
          spec.source(),
          "an embedded data set " + embedded() + ", a CSV file or a data directory",
          "no such name or path");
    }
    return Layouts.read(path, reading);
  }

  private static Path path(String source) {
    try {
      return Path.of(source);
    } catch (InvalidPathException e) {
      throw new DataException(source, "a name or a path", "neither", e);
    }
  }
}
