package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.image.ImagesAhead;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.DataSource;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.table.DataTable;
import io.paretune.evaluators.data.table.TargetColumns;
import io.paretune.evaluators.data.table.column.Missing;
import io.paretune.evaluators.task.targets.Targets;
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
    DataTable table = table(train, reading);
    TargetColumns targets = TargetColumns.of(table, reading);
    List<Part> parts = new ArrayList<>();
    parts.add(part(table, PartName.TRAIN, listed, reading));
    validation.ifPresent(
        path -> parts.add(part(like(table, path, reading), PartName.VALIDATION, listed, reading)));
    test.ifPresent(
        path -> parts.add(part(like(table, path, reading), PartName.TEST, listed, reading)));
    // all names are looked up before the first image is decoded, so that a wrong one is told at
    // once
    ImagesAhead.say(
        String.valueOf(train.getFileName()),
        parts.stream().map(part -> part.ahead(targets)).toList(),
        reading);
    parts.forEach(Part::load);
    boolean grey = Images.allGrey(parts.stream().map(part -> part.images).toList());
    return SourceData.of(
            String.valueOf(train.getFileName()),
            parts.get(0).examples(grey, targets),
            validation.map(path -> parts.get(1).examples(grey, targets)),
            test.map(path -> parts.get(parts.size() - 1).examples(grey, targets)))
        .noting(unlisted(listed))
        .noting(parts.stream().flatMap(part -> part.images.notes().stream()).toList());
  }

  /** A table and its images, in the order of its rows. */
  private static final class Part {
    private final DataTable table;
    private final List<Path> files;
    private final Images images;
    private int[] kept = new int[0];

    Part(DataTable table, List<Path> files, Reading reading) {
      this.table = table;
      this.files = files;
      this.images = new Images(table.file(), reading.images(), reading.progress());
    }

    /** What is known of them before they are decoded. */
    ImagesAhead.Part ahead(TargetColumns targets) {
      return new ImagesAhead.Part(table.file(), images, files, targets.encode(table));
    }

    void load() {
      kept = images.addAll(files).stream().toArray();
    }

    Examples examples(boolean grey, TargetColumns targets) {
      Targets all = targets.encode(table);
      return images.examples(grey, kept.length == all.size() ? all : all.select(kept));
    }
  }

  private DataTable table(Path path, Reading reading) {
    DataTable table = DataTable.read(DataFile.of(path), reading);
    if (!table.header().contains(column)) {
      throw new DataException(
          table.file(),
          "a column '" + column + "' with the names of image files (or image-column: NAME)",
          "columns " + table.header());
    }
    return table;
  }

  private DataTable like(DataTable first, Path path, Reading reading) {
    DataTable table = table(path, reading);
    if (!table.header().equals(first.header())) {
      throw new DataException(
          table.file(),
          "the columns of the training file, " + first.header(),
          table.header().toString());
    }
    return table;
  }

  private Part part(DataTable table, PartName part, Map<Path, String> listed, Reading reading) {
    int names = table.header().indexOf(column);
    ImagePlaces places = new ImagePlaces(folder, part);
    List<Path> files = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      String name = table.at(row, names);
      Path file = file(name, places, table.place(row));
      String before = listed.put(file, table.place(row));
      if (before != null) {
        throw new DataException(
            table.place(row),
            "an image that is listed once",
            "'" + name + "', which " + before + " lists, too");
      }
      files.add(file);
    }
    return new Part(table, files, reading);
  }

  private Path file(String name, ImagePlaces places, String place) {
    if (Missing.isNothing(name)) {
      throw new DataException(place, "the name of an image file in '" + column + "'", "none");
    }
    return places
        .find(name)
        .orElseThrow(
            () -> new DataException(place, "an image file " + wanted(name), "no such file"));
  }

  private String wanted(String name) {
    try {
      return folder.resolve(name).normalize().toString();
    } catch (InvalidPathException noName) {
      return "'" + name + "'";
    }
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
