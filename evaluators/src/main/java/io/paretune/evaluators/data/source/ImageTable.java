package io.paretune.evaluators.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images whose targets stand in tables: a row for each image, with the name of its file in one
 * column and what is to be learned in others, as Keras's {@code flow_from_dataframe} takes them.
 * Further columns are not read.
 *
 * @param train a table with a header
 * @param validation as {@code train}, with the same columns, if it is kept apart
 * @param test as {@code validation}
 * @param folder which the names of files are relative to
 * @param column that holds the names of files
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ImageTable(
    Path train, Optional<Path> validation, Optional<Path> test, Path folder, String column)
    implements DataSource {

  /** What the format is called in experiment files. */
  public static final String FORMAT = "image-table";

  @Override
  public SourceData read(Reading reading) {
    Map<Path, String> listed = new HashMap<>();
    CsvTable table = table(train);
    TargetColumns targets = TargetColumns.of(table, reading);
    List<Part> parts = new ArrayList<>();
    parts.add(part(table, reading, listed));
    validation.ifPresent(path -> parts.add(part(like(table, path), reading, listed)));
    test.ifPresent(path -> parts.add(part(like(table, path), reading, listed)));
    boolean grey = Images.allGrey(parts.stream().map(Part::images).toList());
    return new SourceData(
            String.valueOf(train.getFileName()),
            parts.get(0).examples(grey, targets),
            validation.map(path -> parts.get(1).examples(grey, targets)),
            test.map(path -> parts.get(parts.size() - 1).examples(grey, targets)))
        .noting(unlisted(listed));
  }

  /** A table and its images, in the order of its rows. */
  private record Part(CsvTable table, Images images) {
    Examples examples(boolean grey, TargetColumns targets) {
      return images.examples(grey, targets.encode(table));
    }
  }

  private CsvTable table(Path path) {
    CsvTable table = CsvTable.read(DataFile.of(path));
    if (!table.header().contains(column)) {
      throw new DataException(
          table.file(),
          "a column '" + column + "' with the names of image files (or image-column: NAME)",
          "columns " + table.header());
    }
    return table;
  }

  private CsvTable like(CsvTable first, Path path) {
    CsvTable table = table(path);
    if (!table.header().equals(first.header())) {
      throw new DataException(
          table.file(),
          "the columns of the training file, " + first.header(),
          table.header().toString());
    }
    return table;
  }

  private Part part(CsvTable table, Reading reading, Map<Path, String> listed) {
    int names = table.header().indexOf(column);
    List<Path> files = new ArrayList<>();
    // all of them before the first is decoded, so that a wrong name is told at once
    for (int row = 0; row < table.size(); row++) {
      Path file = file(table.at(row, names), table.place(row));
      String before = listed.put(file, table.place(row));
      if (before != null) {
        throw new DataException(
            table.place(row),
            "an image that is listed once",
            "'" + table.at(row, names) + "', which " + before + " lists, too");
      }
      files.add(file);
    }
    Images images = new Images(table.file(), reading.imageSide());
    files.forEach(images::add);
    return new Part(table, images);
  }

  private Path file(String name, String place) {
    if (CsvSource.missing(name)) {
      throw new DataException(place, "the name of an image file in '" + column + "'", "none");
    }
    Path file;
    try {
      file = folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new DataException(place, "the name of an image file", "'" + name + "'", e);
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(place, "an image file " + file, "no such file");
    }
    return file;
  }

  /** How many images of the folder no table lists, in words; empty if there are none. */
  private List<String> unlisted(Map<Path, String> listed) {
    long others;
    try (Stream<Path> files = Files.walk(folder)) {
      others =
          files
              .filter(Files::isRegularFile)
              .filter(Images::recognises)
              .filter(file -> !listed.containsKey(file.normalize()))
              .count();
    } catch (IOException e) {
      throw new DataException(
          folder.toString(), "a readable directory", String.valueOf(e.getMessage()), e);
    }
    return others == 0
        ? List.of()
        : List.of("%d images of %s are in no table, and not used".formatted(others, folder));
  }
}
