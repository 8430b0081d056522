package io.paretune.evaluators.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The visible entries of a directory, in the order of their names, whatever the file system's own
 * order. Hidden ones, and those that systems leave behind ({@code Thumbs.db}, {@code __MACOSX}),
 * are none.
 */
public final class Listing {
  private static final Set<String> JUNK =
      Set.of(
          "__macosx",
          "thumbs.db",
          "desktop.ini",
          "__pycache__",
          "@eadir",
          "$recycle.bin",
          "lost+found");

  private Listing() {}

  /** Whether a name fits a pattern of {@code *} and {@code ?}, upper and lower case alike. */
  static boolean matches(Path path, String pattern) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(expression.toString(), Pattern.CASE_INSENSITIVE)
        .matcher(String.valueOf(path.getFileName()))
        .matches();
  }

  /** What systems and tools leave in folders, and nobody means. */
  private static boolean isJunk(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || JUNK.contains(name.toLowerCase(Locale.ROOT));
  }

  /** How many entries of a directory are hidden, or left by systems and tools. */
  public static int junk(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return (int) entries.filter(Listing::isJunk).count();
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  private static DataException unreadable(Path directory, IOException cause) {
    return new DataException(
        directory.toString(), "a readable directory", String.valueOf(cause.getMessage()), cause);
  }

  /**
   * Lists a directory.
   *
   * @throws DataException if it cannot be read
   */
  public static List<Path> of(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> !isJunk(path))
          .sorted((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }
}
