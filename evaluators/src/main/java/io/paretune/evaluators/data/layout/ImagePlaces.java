package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.source.Listing;
import io.paretune.evaluators.data.source.PartName;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the images that a table names: below a directory, or in one of its folders, first in those
 * of the table's part; with or without the file's ending.
 */
final class ImagePlaces {

  private static final List<String> ENDINGS =
      List.of("", ".jpg", ".png", ".jpeg", ".JPG", ".PNG", ".tif", ".webp", ".bmp");

  private final List<Path> places = new ArrayList<>();

  ImagePlaces(Path directory, PartName part) {
    places.add(directory);
    List<Path> folders = Listing.of(directory).stream().filter(Files::isDirectory).toList();
    folders.stream().filter(path -> isOf(path, part)).forEach(this::addWithFolders);
    folders.stream().filter(path -> !isOf(path, part)).forEach(this::addWithFolders);
  }

  private static boolean isOf(Path folder, PartName part) {
    return PartName.within(folder.getFileName().toString()).equals(Optional.of(part));
  }

  private void addWithFolders(Path folder) {
    places.add(folder);
    Listing.of(folder).stream().filter(Files::isDirectory).forEach(places::add);
  }

  /** The image of a name, if it is there. */
  Optional<Path> find(String name) {
    if (name.isBlank()) {
      return Optional.empty();
    }
    for (Path place : places) {
      for (String ending : ENDINGS) {
        Path file;
        try {
          file = place.resolve(name.replace('\\', '/') + ending).normalize();
        } catch (InvalidPathException noName) {
          return Optional.empty();
        }
        if (Images.recognises(file) && Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }
}
