package io.paretune.evaluators.latency;

import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A latency table as a file: comma-separated values with a header (RFC 4180, no cell is quoted)
 * below lines of facts that begin with {@code #}. The columns are {@link LatencyTable#COLUMNS}; a
 * table from elsewhere may do without the last three, and without facts, and one of a network
 * without tokens without the column of heads, as tables were before there were any.
 *
 * <pre>
 * # paretune latency table 2
 * # family: resnet
 * operator,input,output-channels,window,groups,heads,arithmetic,milliseconds,low,high,stable
 * conv,16x28x28,16,3x3p1,1,-,int8,0.0312000,0.0310000,0.0315000,true
 * </pre>
 */
public final class LatencyTableFile {

  private static final String TITLE = "# paretune latency table 2";
  private static final String HEADER = String.join(",", LatencyTable.COLUMNS);
  private static final int NEEDED = LatencyTable.NAMING + 1;
  private static final String WITHOUT_HEADS = "-";
  private static final int HEADS = LatencyTable.COLUMNS.indexOf(LatencyTable.HEADS);
  private static final long LARGEST = 64L << 20;
  private static final String FIT = "fit.";
  private static final String ACCURACY = "accuracy.";

  private LatencyTableFile() {}

  /**
   * Reads a table strictly.
   *
   * @throws IllegalArgumentException if there is no such file, or it is no table: one line with
   *     file and line, and what was expected
   */
  public static LatencyTable read(Path file) {
    return parse(file, text(file));
  }

  /**
   * Reads a table that is to be gone on with. It may have been cut short while a row was being
   * written: such a row is removed from the file. A file without some of the columns gets them.
   *
   * @throws IllegalArgumentException as {@link #read}
   */
  public static LatencyTable resume(Path file) {
    String text = text(file);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    LatencyTable table = parse(file, whole);
    if (whole.length() < text.length() || whole.lines().noneMatch(HEADER::equals)) {
      write(file, table);
    }
    return table;
  }

  /** Writes a table, whole or not at all. */
  public static void write(Path file, LatencyTable table) {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    table.facts().forEach((name, value) -> fact(text, name, value));
    table
        .fit()
        .ifPresent(
            fit -> {
              fit.coefficients().forEach((name, value) -> fact(text, FIT + name, value));
              PredictionAccuracy accuracy = fit.accuracy();
              fact(text, ACCURACY + "networks", accuracy.networks());
              fact(text, ACCURACY + "within-5-percent", accuracy.within5());
              fact(text, ACCURACY + "within-10-percent", accuracy.within10());
              fact(text, ACCURACY + "median-error", accuracy.medianError());
              fact(text, ACCURACY + "worst-error", accuracy.worstError());
              fact(text, ACCURACY + "kendall-tau", accuracy.tau());
            });
    text.append(HEADER).append('\n');
    table.kernels().forEach((key, timing) -> text.append(row(key, timing)));
    replace(file, text.toString());
  }

  /** Adds a row at the end. */
  public static void append(Path file, String key, Timing timing) {
    try {
      Files.writeString(file, row(key, timing), StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot write to the table " + file, unwritable);
    }
  }

  private static void fact(StringBuilder text, String name, Object value) {
    text.append("# ").append(name).append(": ");
    text.append(String.valueOf(value).replaceAll("\\s+", " ").strip()).append('\n');
  }

  private static String row(String key, Timing timing) {
    return key + "," + cells(timing) + "\n";
  }

  /** The cells of a timing, as in {@link LatencyTable#COLUMNS}. */
  public static String cells(Timing timing) {
    return String.format(
        Locale.ROOT,
        "%.7f,%.7f,%.7f,%s",
        timing.milliseconds(),
        timing.low(),
        timing.high(),
        timing.stable());
  }

  private static void replace(Path file, String text) {
    try {
      Path directory = file.toAbsolutePath().normalize().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      WholeFile.write(file, unfinished -> Files.writeString(unfinished, text));
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot write the table " + file, unwritable);
    }
  }

  private static String text(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no table file " + file);
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException(
            file + ": a table is at most 64 MiB, this file is larger");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException binary) {
      throw new IllegalArgumentException(
          file + ": a table is UTF-8 text, this file is not", binary);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read the table " + file, unreadable);
    }
  }

  private static LatencyTable parse(Path file, String text) {
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, Timing> kernels = new LinkedHashMap<>();
    List<String> header = List.of();
    int number = 0;
    for (String raw : text.lines().toList()) {
      String place = file + ":" + ++number + ": ";
      String line = raw.strip();
      if (line.startsWith("#")) {
        String[] parts = line.substring(1).split(":", 2);
        if (parts.length == 2) {
          facts.put(parts[0].strip(), parts[1].strip());
        }
      } else if (header.isEmpty() && !line.isEmpty()) {
        header = header(place, cells(line));
      } else if (!line.isEmpty()) {
        List<String> cells = fitting(place, cells(line), header);
        String key = String.join(",", cells.subList(0, LatencyTable.NAMING));
        if (kernels.put(key, timing(place, cells)) != null) {
          throw new IllegalArgumentException(
              place + "each kernel must have one row, got a second for '" + key + "'");
        }
      }
    }
    if (header.isEmpty()) {
      throw new IllegalArgumentException(file + ": a table must have the header " + HEADER);
    }
    Optional<LatencyFit> fit = fit(file, facts);
    facts.keySet().removeIf(name -> name.startsWith(FIT) || name.startsWith(ACCURACY));
    return new LatencyTable(facts, kernels, fit);
  }

  private static List<String> header(String place, List<String> cells) {
    List<String> all = completed(cells, cells, LatencyTable.HEADS);
    if (!all.equals(LatencyTable.COLUMNS) && !all.equals(LatencyTable.COLUMNS.subList(0, NEEDED))) {
      throw new IllegalArgumentException(
          place
              + "the header must be "
              + HEADER
              + " (heads and the last three may be left out), got "
              + String.join(",", cells));
    }
    return cells;
  }

  private static List<String> fitting(String place, List<String> cells, List<String> header) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "%sa row must have %d cells, as the header has, got %d"
              .formatted(place, header.size(), cells.size()));
    }
    return completed(cells, header, WITHOUT_HEADS);
  }

  /** Cells with one for heads, if the header has no such column. */
  private static List<String> completed(List<String> cells, List<String> header, String heads) {
    if (header.contains(LatencyTable.HEADS)) {
      return cells;
    }
    List<String> all = new ArrayList<>(cells);
    all.add(Math.min(HEADS, all.size()), heads);
    return all;
  }

  private static Timing timing(String place, List<String> cells) {
    double milliseconds = number(place, cells, LatencyTable.NAMING);
    if (cells.size() == NEEDED) {
      return new Timing(milliseconds, milliseconds, milliseconds, true);
    }
    String stable = cells.get(NEEDED + 2);
    if (!stable.equals("true") && !stable.equals("false")) {
      throw new IllegalArgumentException(
          place + "'stable' must be true or false, got '" + stable + "'");
    }
    try {
      return new Timing(
          milliseconds,
          number(place, cells, NEEDED),
          number(place, cells, NEEDED + 1),
          stable.equals("true"));
    } catch (IllegalArgumentException odd) {
      String message = String.valueOf(odd.getMessage());
      throw new IllegalArgumentException(
          message.startsWith(place) ? message : place + message, odd);
    }
  }

  private static double number(String place, List<String> cells, int column) {
    double value;
    try {
      value = Double.parseDouble(cells.get(column));
    } catch (NumberFormatException odd) {
      value = Double.NaN;
    }
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          place
              + "'"
              + LatencyTable.COLUMNS.get(column)
              + "' must be a number of at least 0, got '"
              + cells.get(column)
              + "'");
    }
    return value;
  }

  private static Optional<LatencyFit> fit(Path file, Map<String, String> facts) {
    Map<String, Double> coefficients = new LinkedHashMap<>();
    for (String name : facts.keySet()) {
      if (name.startsWith(FIT)) {
        coefficients.put(name.substring(FIT.length()), real(file, facts, name));
      }
    }
    if (coefficients.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new LatencyFit(
            coefficients,
            new PredictionAccuracy(
                (int) real(file, facts, ACCURACY + "networks"),
                real(file, facts, ACCURACY + "within-5-percent"),
                real(file, facts, ACCURACY + "within-10-percent"),
                real(file, facts, ACCURACY + "median-error"),
                real(file, facts, ACCURACY + "worst-error"),
                real(file, facts, ACCURACY + "kendall-tau"))));
  }

  private static double real(Path file, Map<String, String> facts, String name) {
    String text = facts.getOrDefault(name, "nothing");
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException odd) {
      // told below
    }
    throw new IllegalArgumentException(
        file + ": the fact '" + name + "' must be a number, got '" + text + "'");
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.split(",", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }
}
