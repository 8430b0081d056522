package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.latency.LatencyTableFile;
import io.paretune.evaluators.latency.Timing;
import io.paretune.search.space.Assignment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The file beside a table that holds the times of whole networks: a header, then a row for each.
 * Not for several threads.
 */
final class NetworkTimes {

  private static final String HEADER = "assignment,milliseconds,low,high,stable";

  private final Path file;
  private final Map<String, Timing> known = new LinkedHashMap<>();

  private NetworkTimes(Path file) {
    this.file = file;
  }

  /** The file beside a table. */
  static Path beside(Path table) {
    String name = String.valueOf(table.getFileName());
    String stem = name.endsWith(".csv") ? name.substring(0, name.length() - 4) : name;
    return table.resolveSibling(stem + ".networks.csv");
  }

  /**
   * Opens or begins the file; a row that was cut short is removed.
   *
   * @throws IllegalArgumentException if it is no such file, with its line
   */
  static NetworkTimes open(Path file) {
    NetworkTimes times = new NetworkTimes(file);
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, HEADER + "\n");
        return times;
      }
      String text = Files.readString(file);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      times.parse(whole);
      if (whole.length() < text.length()) {
        Files.writeString(file, whole);
      }
      return times;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot use the file " + file, unreadable);
    }
  }

  private void parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException(file + ":1: the header must be " + HEADER);
    }
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      try {
        Timing timing =
            new Timing(
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Boolean.parseBoolean(cells[4]));
        if (timing.stable()) {
          // what was unstable is timed anew
          known.put(cells[0], timing);
        }
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException odd) {
        throw new IllegalArgumentException(
            "%s:%d: a row must be an assignment and its times, got '%s'"
                .formatted(file, i + 1, lines.get(i)),
            odd);
      }
    }
  }

  /** Whether a network was timed. */
  boolean has(Assignment point) {
    return known.containsKey(text(point));
  }

  /** The time of a network that {@linkplain #has was timed}. */
  Timing get(Assignment point) {
    Timing timing = known.get(text(point));
    if (timing == null) {
      throw new IllegalStateException("the network " + point + " must have been timed");
    }
    return timing;
  }

  /** Adds a network. */
  void add(Assignment point, Timing timing) {
    known.put(text(point), timing);
    try {
      Files.writeString(
          file,
          text(point) + "," + LatencyTableFile.cells(timing) + "\n",
          StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot write to the file " + file, unwritable);
    }
  }

  /** In the order of names, so that a text stands for one assignment. */
  private static String text(Assignment point) {
    return new TreeMap<>(point.asMap())
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
  }
}
