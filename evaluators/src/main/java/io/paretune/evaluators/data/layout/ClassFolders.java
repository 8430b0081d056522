package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Listing;
import io.paretune.evaluators.data.source.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folders of the classes of one part, with the images in them and below, as torchvision's
 * {@code ImageFolder} walks them; and what else lies there. Nothing is decoded yet.
 */
final class ClassFolders {

  private final Path directory;
  private final Reading reading;

  /** The images of each class, by the order of names; classes without images, too. */
  private final Map<String, List<Path>> images = new LinkedHashMap<>();

  private final List<Path> others = new ArrayList<>();
  private int left;
  private int nested;

  private ClassFolders(Path directory, Reading reading) {
    this.directory = directory;
    this.reading = reading;
  }

  /**
   * Looks through a part.
   *
   * @throws DataException if it has no folder, or an image that cannot be read
   */
  static ClassFolders of(Path directory, Reading reading) {
    ClassFolders found = new ClassFolders(directory, reading);
    for (Path entry : found.listing(directory)) {
      if (Files.isDirectory(entry)) {
        List<Path> files = new ArrayList<>();
        found.collect(entry, files, true);
        found.images.put(entry.getFileName().toString(), files);
      } else {
        found.others.add(entry);
      }
    }
    return found;
  }

  /** Whether two folders or more hold images, which is then what folders mean. */
  static boolean are(Path directory, Reading reading) {
    int holding = 0;
    for (Path entry : reading.listing(directory)) {
      if (Files.isDirectory(entry) && holdsImages(entry, reading)) {
        holding++;
      }
    }
    return holding > 1;
  }

  /** Whether there are images in a folder or below. */
  static boolean holdsImages(Path folder, Reading reading) {
    List<Path> entries = reading.listing(folder);
    return entries.stream().anyMatch(file -> Images.recognises(file) && Files.isRegularFile(file))
        || entries.stream()
            .anyMatch(entry -> Files.isDirectory(entry) && holdsImages(entry, reading));
  }

  private List<Path> listing(Path folder) {
    left += Listing.junk(folder);
    return reading.listing(folder);
  }

  private void collect(Path folder, List<Path> files, boolean outermost) {
    List<Path> folders = new ArrayList<>();
    for (Path entry : listing(folder)) {
      if (Files.isDirectory(entry)) {
        folders.add(entry);
      } else if (Images.recognises(entry)) {
        files.add(entry);
      } else if (Images.isForeign(entry)) {
        throw new DataException(
            entry.toString(),
            "a "
                + Images.FORMATS
                + " image (convert it, or pass it over: ignore: ['*"
                + ending(entry)
                + "'])",
            "an image of another kind");
      } else {
        others.add(entry);
      }
    }
    nested += outermost && !folders.isEmpty() ? 1 : 0;
    folders.forEach(inner -> collect(inner, files, false));
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.'));
  }

  /** The classes that have images, in the order of their names. */
  List<String> classes() {
    return images.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The names of all folders. */
  List<String> folders() {
    return List.copyOf(images.keySet());
  }

  /** The images of a class. */
  List<Path> images(String name) {
    return images.getOrDefault(name, List.of());
  }

  /** What lies there and is not used, a line each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    List<String> empty = folders().stream().filter(name -> images(name).isEmpty()).toList();
    if (!empty.isEmpty()) {
      notes.add(
          "%s: %s without images, and no class: %s"
              .formatted(
                  directory,
                  empty.size() == 1 ? "a folder" : "folders",
                  DataException.listed(empty)));
    }
    if (nested > 0) {
      notes.add(
          "%s: %d class folders hold folders, whose images are of the same class"
              .formatted(directory, nested));
    }
    if (!others.isEmpty()) {
      notes.add(
          "%s: %d %s no image, and not used: %s"
              .formatted(
                  directory,
                  others.size(),
                  others.size() == 1 ? "file is" : "files are",
                  DataException.listed(
                      others.stream()
                          .map(file -> directory.relativize(file).toString())
                          .toList())));
    }
    if (left > 0) {
      notes.add(
          "%s: %d hidden or left by the system (such as Thumbs.db), and not used"
              .formatted(directory, left));
    }
    return notes;
  }
}
