package io.paretune.evaluators.data.source;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What parts of data are called, upper and lower case alike. */
public enum PartName {
  /** What is learned from. */
  TRAIN("train", "training"),
  /** What a search is judged on. */
  VALIDATION("val", "valid", "validation", "dev"),
  /** What finalists are judged on. */
  TEST("test", "testing");

  private final String words;

  PartName(String... names) {
    this.words = String.join(" ", names);
  }

  private List<String> names() {
    return List.of(words.split(" ", -1));
  }

  /** The part of this name, if it is one's. */
  public static Optional<PartName> of(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    for (PartName part : values()) {
      if (part.names().contains(name)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /** The part that a name speaks of, such as {@code my-train-2.csv}; the first one that fits. */
  public static Optional<PartName> within(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (PartName part : List.of(TRAIN, VALIDATION, TEST)) {
      // the first name of each part is short, and what the others begin with, too
      if (lower.contains(part.names().get(0)) || (part == VALIDATION && isDev(lower))) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  private static boolean isDev(String name) {
    return List.of(name.split("[^a-z0-9]+", -1)).contains("dev");
  }

  /**
   * Which of some paths is which part.
   *
   * @param directory of all of them, for the message
   * @throws DataException if two are the same part
   */
  public static Map<PartName, Path> among(Path directory, List<Path> paths) {
    Map<PartName, Path> found = new EnumMap<>(PartName.class);
    for (Path path : paths) {
      Optional<PartName> part = of(path);
      Path other = part.isPresent() ? found.put(part.get(), path) : null;
      if (other != null) {
        throw new DataException(
            directory.toString(),
            "one folder for " + part.get().words() + " (ignore: [NAME] passes one over)",
            "'%s' and '%s'".formatted(other.getFileName(), path.getFileName()));
      }
    }
    return found;
  }

  /** The shortest of its names. */
  public String word() {
    return names().get(0);
  }

  /** In messages. */
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
