package io.paretune.evaluators.table.file;

import com.fasterxml.jackson.core.JsonParseException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * The rows of one file.
 *
 * @param name the file's, for messages
 * @param columns names of all its columns, in order, also of those that were not asked for
 * @param rows in order, with the columns that were asked for
 */
public record TableFile(String name, Set<String> columns, List<Row> rows) {

  /** Takes rows as a format's reader finds them. */
  static final class Sink {
    private final Predicate<String> wanted;
    private final Set<String> columns = new LinkedHashSet<>();
    private final List<Row> rows = new ArrayList<>();
    // a table repeats few texts many times
    private final Map<String, String> texts = new HashMap<>();
    private Map<String, String> current = new LinkedHashMap<>();

    private Sink(Predicate<String> wanted) {
      this.wanted = wanted;
    }

    void column(String column) {
      columns.add(column);
    }

    void cell(String column, String text) {
      columns.add(column);
      if (wanted.test(column)) {
        String stripped = text.strip();
        current.put(column, texts.computeIfAbsent(stripped, same -> same));
      }
    }

    void end(String place) {
      rows.add(new Row(place, current));
      current = new LinkedHashMap<>();
    }
  }

  /**
   * Reads a file: an object (or a list) of records in JSON if it begins like one, else CSV with a
   * header; gzipped or not.
   *
   * @param wanted which columns are kept
   * @throws IllegalArgumentException if it is not sound, naming the place
   */
  public static TableFile read(Path path, Predicate<String> wanted) {
    String name = String.valueOf(path.getFileName());
    Sink sink = new Sink(wanted);
    try (InputStream content = content(path)) {
      int first = firstCharacter(content);
      if (first < 0) {
        throw new IllegalArgumentException(name + ":1: the file is empty");
      }
      if (first == '{' || first == '[') {
        JsonTable.read(name, content, sink);
      } else {
        CsvTable.read(name, content, sink);
      }
    } catch (JsonParseException broken) {
      throw new IllegalArgumentException(
          name
              + ":"
              + broken.getLocation().getLineNr()
              + ": not sound: "
              + broken.getOriginalMessage(),
          broken);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(name + " cannot be read: " + unreadable, unreadable);
    }
    if (sink.rows.isEmpty()) {
      throw new IllegalArgumentException(name + ":1: the table has no rows");
    }
    return new TableFile(name, sink.columns, sink.rows);
  }

  private static InputStream content(Path path) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    raw.mark(2);
    boolean gzipped = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return gzipped ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16) : raw;
  }

  /** The first character that is neither space nor a byte order mark; the mark is skipped. */
  private static int firstCharacter(InputStream content) throws IOException {
    content.mark(3);
    if (content.read() != 0xef || content.read() != 0xbb || content.read() != 0xbf) {
      content.reset();
    }
    content.mark(1 << 12);
    int character = content.read();
    for (int i = 1; i < 1 << 12 && character >= 0 && Character.isWhitespace(character); i++) {
      character = content.read();
    }
    content.reset();
    return character;
  }
}
