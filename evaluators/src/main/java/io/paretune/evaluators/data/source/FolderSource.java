package io.paretune.evaluators.data.source;

import io.paretune.evaluators.task.targets.ClassTargets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A directory of class folders with PNG or JPEG images: {@code CLASS/*.png}, or {@code
 * train/CLASS/*.png} with {@code val/} and {@code test/} beside it. Classes are numbered by name.
 * All images must have one size unless a side is given, to which they are then scaled (bilinear).
 * If every image is grey there is one channel, else three (red, green, blue).
 */
public final class FolderSource {

  private FolderSource() {}

  /**
   * Reads the directory.
   *
   * @param side the side in pixels to which images are scaled, or 0 to keep them
   * @throws DataException if there are no class folders or a file is not a sound image
   */
  public static SourceData read(Path directory, int side) {
    String name = String.valueOf(directory.getFileName());
    Path train = directory.resolve("train");
    if (!Files.isDirectory(train)) {
      return read(name, directory, Optional.empty(), Optional.empty(), side);
    }
    return read(
        name, train, existing(directory, "val", "validation"), existing(directory, "test"), side);
  }

  /** Reads directories of class folders whatever their names. */
  static SourceData read(
      String name, Path train, Optional<Path> validation, Optional<Path> test, int side) {
    Part first = Part.load(train, List.of(), side);
    List<Part> parts = new ArrayList<>(List.of(first));
    validation.ifPresent(path -> parts.add(Part.load(path, first.classNames, side)));
    test.ifPresent(path -> parts.add(Part.load(path, first.classNames, side)));
    boolean grey = Images.allGrey(parts.stream().map(part -> part.images).toList());
    return new SourceData(
        name,
        first.examples(grey),
        validation.map(path -> parts.get(1).examples(grey)),
        test.map(path -> parts.get(parts.size() - 1).examples(grey)));
  }

  private static Optional<Path> existing(Path directory, String... names) {
    for (String name : names) {
      if (Files.isDirectory(directory.resolve(name))) {
        return Optional.of(directory.resolve(name));
      }
    }
    return Optional.empty();
  }

  /** The images of one part, with the classes of their folders. */
  private static final class Part {
    private final List<String> classNames;
    private final Images images;
    private final List<Integer> labels = new ArrayList<>();

    private Part(Path directory, List<String> classNames, int side) {
      this.classNames = classNames;
      this.images = new Images(directory.toString(), side);
    }

    static Part load(Path directory, List<String> knownClasses, int side) {
      List<Path> folders = Listing.of(directory).stream().filter(Files::isDirectory).toList();
      if (folders.isEmpty()) {
        throw new DataException(directory.toString(), "a folder for each class", "no folder");
      }
      List<String> found = folders.stream().map(path -> path.getFileName().toString()).toList();
      List<String> classes = knownClasses.isEmpty() ? found : knownClasses;
      Set<String> unknown = new HashSet<>(found);
      classes.forEach(unknown::remove);
      if (!unknown.isEmpty()) {
        throw new DataException(
            directory.toString(), "the class folders of train, " + classes, "also " + unknown);
      }
      Part part = new Part(directory, classes, side);
      for (Path folder : folders) {
        part.loadClass(folder, classes.indexOf(folder.getFileName().toString()));
      }
      return part;
    }

    private void loadClass(Path folder, int label) {
      List<Path> files = Listing.of(folder);
      if (files.isEmpty()) {
        throw new DataException(folder.toString(), "PNG or JPEG images", "an empty folder");
      }
      for (Path file : files) {
        if (!Images.recognises(file)) {
          throw new DataException(
              folder.toString(), "only PNG and JPEG images", file.getFileName().toString());
        }
        images.add(file);
        labels.add(label);
      }
    }

    Examples examples(boolean asGrey) {
      int[] classes = labels.stream().mapToInt(Integer::intValue).toArray();
      return images.examples(asGrey, ClassTargets.of(classNames, classes));
    }
  }
}
