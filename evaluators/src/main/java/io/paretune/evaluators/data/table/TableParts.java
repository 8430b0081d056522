package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of a source: one file, or a directory of files with {@code train}, {@code val} and
 * {@code test} in their names.
 *
 * @param train what is learned from
 * @param validation where it has a file of its own
 * @param test as {@code validation}
 * @param notes what a user should know of the others
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record TableParts(
    Path train, Optional<Path> validation, Optional<Path> test, List<String> notes) {

  /** Copies the list. */
  public TableParts {
    notes = List.copyOf(notes);
  }

  /**
   * Those at a path.
   *
   * @throws DataException if a directory has no training table, or two of a part
   */
  public static TableParts at(Path path, Reading reading) {
    if (!Files.isDirectory(path)) {
      return new TableParts(path, Optional.empty(), Optional.empty(), List.of());
    }
    List<String> unused = new ArrayList<>();
    Map<PartName, Path> parts = parts(path, reading, unused);
    Path train = parts.get(PartName.TRAIN);
    if (train == null) {
      throw new DataException(
          path.toString(),
          "a file with 'train' in its name, " + TableSource.FORMATS,
          unused.toString());
    }
    return new TableParts(
        train,
        Optional.ofNullable(parts.get(PartName.VALIDATION)),
        Optional.ofNullable(parts.get(PartName.TEST)),
        unused.isEmpty() ? List.of() : List.of(path + ": not used: " + unused));
  }

  private static Map<PartName, Path> parts(Path directory, Reading reading, List<String> unused) {
    Map<PartName, Path> parts = new EnumMap<>(PartName.class);
    List<Path> all =
        reading.listing(directory).stream()
            .filter(file -> TableSource.recognises(file.getFileName().toString()))
            .toList();
    for (Path file : all) {
      String fileName = file.getFileName().toString();
      Optional<PartName> part =
          all.size() == 1 ? Optional.of(PartName.TRAIN) : PartName.within(fileName);
      if (part.isEmpty()) {
        unused.add(fileName);
      } else if (parts.put(part.get(), file) != null) {
        throw new DataException(
            directory.toString(),
            "one table with '" + part.get().word() + "' in its name",
            "several, such as " + fileName);
      }
    }
    return parts;
  }
}
