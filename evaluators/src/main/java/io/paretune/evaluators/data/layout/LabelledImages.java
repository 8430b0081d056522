package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.table.DataTable;
import io.paretune.evaluators.data.table.TableSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Images in folders with tables beside them, as competitions hand them out: {@code train.csv} or
 * {@code labels.csv} with a column of names, with or without {@code .png}, and one of labels. Which
 * columns these are is found out.
 */
final class LabelledImages {

  /** Rows that are looked at. */
  private static final int SAMPLE = 20;

  private static final Set<String> LABELS =
      Set.of(
          "label",
          "labels",
          "class",
          "classes",
          "class_name",
          "classid",
          "class_id",
          "target",
          "category",
          "y");

  private final ImageTable images;
  private final Reading reading;
  private final List<String> notes;

  private LabelledImages(ImageTable images, Reading reading, List<String> notes) {
    this.images = images;
    this.reading = reading;
    this.notes = notes;
  }

  SourceData read() {
    return images.read(reading).noting(notes);
  }

  /**
   * The tables of a directory that list its images, if some do.
   *
   * @throws DataException if which column holds the labels is not clear
   */
  static Optional<LabelledImages> in(Path directory, List<Path> entries, Reading reading) {
    Search search = new Search(directory, reading);
    for (Path file : entries) {
      if (Files.isRegularFile(file) && TableSource.recognises(file.getFileName().toString())) {
        search.look(file);
      }
    }
    return search.found();
  }

  /** Looks through the tables of a directory, one after another. */
  private static final class Search {
    private final Path directory;
    private final Reading reading;
    private final Map<PartName, Path> tables = new EnumMap<>(PartName.class);
    private final List<String> unused = new ArrayList<>();
    private String column = "";
    private String label = "";

    Search(Path directory, Reading reading) {
      this.directory = directory;
      this.reading = reading;
    }

    void look(Path file) {
      String name = file.getFileName().toString();
      DataTable table = DataTable.read(DataFile.of(file), reading);
      PartName part = PartName.within(name).orElse(PartName.TRAIN);
      Optional<String> files = fileColumn(directory, table, part);
      boolean same = column.isEmpty() || table.header().contains(column);
      if (files.isEmpty() || !same || isExample(name) || tables.containsKey(part)) {
        unused.add(name);
        return;
      }
      Optional<String> found = label(table, files.get(), reading, part == PartName.TRAIN);
      if (found.isEmpty()) {
        unused.add(name + " (no labels)");
        return;
      }
      column = files.get();
      label = found.get();
      tables.put(part, file);
    }

    Optional<LabelledImages> found() {
      return Optional.ofNullable(tables.get(PartName.TRAIN))
          .map(
              train ->
                  new LabelledImages(
                      new ImageTable(
                          train,
                          Optional.ofNullable(tables.get(PartName.VALIDATION)),
                          Optional.ofNullable(tables.get(PartName.TEST)),
                          directory,
                          column),
                      reading.columns().isEmpty() ? reading.withColumns(List.of(label)) : reading,
                      notes(train)));
    }

    private List<String> notes(Path train) {
      List<String> notes = new ArrayList<>();
      notes.add(
          "%s: images are named in column '%s' of %s%s"
              .formatted(
                  directory,
                  column,
                  train.getFileName(),
                  reading.columns().isEmpty() ? ", labels are its column '" + label + "'" : ""));
      if (!unused.isEmpty()) {
        notes.add("%s: not used: %s".formatted(directory, DataException.listed(unused)));
      }
      return notes;
    }
  }

  /** What a competition hands out to show how answers are handed in. */
  private static boolean isExample(String name) {
    return name.toLowerCase(Locale.ROOT).contains("submission");
  }

  private static Optional<String> fileColumn(Path directory, DataTable table, PartName part) {
    ImagePlaces places = new ImagePlaces(directory, part);
    for (int c = 0; c < table.header().size(); c++) {
      boolean all = true;
      for (int row = 0; row < Math.min(SAMPLE, table.size()) && all; row++) {
        all = places.find(table.at(row, c)).isPresent();
      }
      if (all) {
        return Optional.of(table.header().get(c));
      }
    }
    return Optional.empty();
  }

  /** The column with the labels; none if a part has none. */
  private static Optional<String> label(
      DataTable table, String files, Reading reading, boolean required) {
    if (!reading.columns().isEmpty()) {
      return table.header().containsAll(reading.columns())
          ? Optional.of(reading.columns().get(0))
          : Optional.empty();
    }
    List<String> others = table.header().stream().filter(column -> !column.equals(files)).toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    List<String> named =
        others.stream().filter(column -> LABELS.contains(column.toLowerCase(Locale.ROOT))).toList();
    if (named.size() == 1) {
      return Optional.of(named.get(0));
    }
    if (others.size() == 1) {
      return Optional.of(others.get(0));
    }
    if (!required) {
      return Optional.empty();
    }
    throw new DataException(
        table.file(),
        "the column of labels to be named (label: COLUMN)",
        "columns " + others + " beside '" + files + "'");
  }
}
