package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.image.ImagesAhead;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.PartName;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory of class folders with images: {@code CLASS/*.png}, or {@code train/CLASS/*.png} with
 * {@code val/} and {@code test/} beside it, by any of their names ({@link PartName}). Classes are
 * numbered by name. If every image is grey there is one channel, else three (red, green, blue).
 */
public final class FolderSource {

  private FolderSource() {}

  /**
   * Reads the directory.
   *
   * @throws DataException if there are no class folders or a file is not a sound image
   */
  static SourceData read(Path directory, Reading reading) {
    String name = String.valueOf(directory.getFileName());
    List<Path> folders = reading.listing(directory).stream().filter(Files::isDirectory).toList();
    Map<PartName, Path> parts = PartName.among(directory, folders);
    Path train = parts.get(PartName.TRAIN);
    if (train == null) {
      requireNoPart(directory, parts, reading);
      return read(name, directory, Optional.empty(), Optional.empty(), reading)
          .noting(
              parts.values().stream()
                  .map(
                      part ->
                          "%s: called as a part is, and taken for a class, since there is no 'train' (ignore: [%s])"
                              .formatted(part, part.getFileName()))
                  .toList());
    }
    List<String> notes = new ArrayList<>(unused(directory, parts, reading));
    Optional<Path> validation = divided(parts, PartName.VALIDATION, notes, reading);
    Optional<Path> test = divided(parts, PartName.TEST, notes, reading);
    return read(
            name,
            inner(train, reading),
            validation.map(path -> inner(path, reading)),
            test.map(path -> inner(path, reading)),
            reading)
        .noting(notes);
  }

  /** Refuses folders of folders that are called as a part is, without a training part. */
  private static void requireNoPart(Path directory, Map<PartName, Path> parts, Reading reading) {
    for (Path part : parts.values()) {
      if (ClassFolders.are(part, reading)) {
        throw new DataException(
            directory.toString(),
            "a folder 'train' beside '"
                + part.getFileName()
                + "' (or format: image-folder, with train: and test: named)",
            "none");
      }
    }
  }

  /** A part's folder, if its images lie in class folders; flat ones have no classes. */
  private static Optional<Path> divided(
      Map<PartName, Path> parts, PartName part, List<String> notes, Reading reading) {
    Path folder = parts.get(part);
    if (folder == null) {
      return Optional.empty();
    }
    if (reading.listing(folder).stream().noneMatch(Files::isDirectory)) {
      notes.add(
          "%s: no class folders, so that its images have no classes: not used; a share of train is the %s part"
              .formatted(folder, part.words()));
      return Optional.empty();
    }
    return Optional.of(folder);
  }

  /** The folder itself, or the only one in it if that has the class folders. */
  private static Path inner(Path folder, Reading reading) {
    List<Path> entries = reading.listing(folder);
    List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
    boolean one = folders.size() == 1 && entries.stream().noneMatch(Images::recognises);
    return one && ClassFolders.are(folders.get(0), reading) ? folders.get(0) : folder;
  }

  private static List<String> unused(Path directory, Map<PartName, Path> parts, Reading reading) {
    List<String> others =
        reading.listing(directory).stream()
            .filter(path -> !parts.containsValue(path))
            .map(path -> path.getFileName() + (Files.isDirectory(path) ? "/" : ""))
            .toList();
    return others.isEmpty()
        ? List.of()
        : List.of("%s: not used: %s".formatted(directory, DataException.listed(others)));
  }

  /** Reads directories of class folders whatever their names. */
  static SourceData read(
      String name, Path train, Optional<Path> validation, Optional<Path> test, Reading reading) {
    Part first = Part.of(train, List.of(), reading);
    List<Part> parts = new ArrayList<>(List.of(first));
    validation.ifPresent(path -> parts.add(Part.of(path, first.classes, reading)));
    test.ifPresent(path -> parts.add(Part.of(path, first.classes, reading)));
    // all folders are looked through before the first image is decoded
    ImagesAhead.say(name, parts.stream().map(Part::ahead).toList(), reading);
    parts.forEach(Part::load);
    boolean grey = Images.allGrey(parts.stream().map(part -> part.images).toList());
    return SourceData.of(
            name,
            first.examples(grey),
            validation.map(path -> parts.get(1).examples(grey)),
            test.map(path -> parts.get(parts.size() - 1).examples(grey)))
        .noting(parts.stream().flatMap(part -> part.notes().stream()).toList());
  }

  /** The images of one part, with the classes of their folders. */
  private static final class Part {
    private final String place;
    private final ClassFolders folders;
    private final List<String> classes;
    private final List<Path> files = new ArrayList<>();
    private final List<Integer> all = new ArrayList<>();
    private final Images images;
    private int[] labels = new int[0];

    private Part(Path directory, ClassFolders folders, List<String> classes, Reading reading) {
      this.place = directory.toString();
      this.folders = folders;
      this.classes = classes;
      this.images = new Images(place, reading.images(), reading.progress());
      for (int c = 0; c < classes.size(); c++) {
        for (Path file : folders.images(classes.get(c))) {
          files.add(file);
          all.add(c);
        }
      }
    }

    static Part of(Path directory, List<String> known, Reading reading) {
      ClassFolders folders = ClassFolders.of(directory, reading);
      if (folders.classes().isEmpty()) {
        throw new DataException(
            directory.toString(),
            "a folder for each class, with " + Images.FORMATS + " images",
            folders.folders().isEmpty()
                ? "no folder"
                : "none in " + DataException.listed(folders.folders()));
      }
      List<String> classes = known.isEmpty() ? folders.classes() : known;
      Set<String> unknown = new HashSet<>(folders.classes());
      classes.forEach(unknown::remove);
      if (!unknown.isEmpty()) {
        throw new DataException(
            directory.toString(),
            "the class folders of train, " + classes + " (ignore: [NAME] passes one over)",
            "also " + unknown);
      }
      return new Part(directory, folders, classes, reading);
    }

    /** What is known of them before they are decoded. */
    ImagesAhead.Part ahead() {
      return new ImagesAhead.Part(
          place, images, files, ClassTargets.of(classes, labels(all.stream())));
    }

    void load() {
      labels = labels(images.addAll(files).stream().mapToObj(all::get));
    }

    private static int[] labels(Stream<Integer> of) {
      return of.mapToInt(Integer::intValue).toArray();
    }

    Examples examples(boolean asGrey) {
      return images.examples(asGrey, ClassTargets.of(classes, labels));
    }

    List<String> notes() {
      List<String> notes = new ArrayList<>(folders.notes());
      notes.addAll(images.notes());
      return notes;
    }
  }
}
