package io.paretune.evaluators.data.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** A comma-separated table with a header: fields may be quoted, but not run over a line's end. */
final class CsvTable {
  private final String file;
  private final List<String> header;
  private final List<List<String>> rows;

  private CsvTable(String file, List<String> header, List<List<String>> rows) {
    this.file = file;
    this.header = header;
    this.rows = rows;
  }

  static CsvTable read(DataFile file) {
    List<String> lines = new String(file.bytes(), StandardCharsets.UTF_8).lines().toList();
    List<String> header = List.of();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String where = file.name() + ":" + (i + 1);
      List<String> fields = fields(where, lines.get(i));
      if (header.isEmpty()) {
        if (new HashSet<>(fields).size() != fields.size()) {
          throw new DataException(where, "a header with distinct column names", fields.toString());
        }
        header = fields;
      } else if (fields.size() != header.size()) {
        throw new DataException(
            where, header.size() + " columns, as in the header", String.valueOf(fields.size()));
      } else {
        rows.add(fields);
      }
    }
    if (rows.isEmpty()) {
      throw new DataException(file.name(), "a header and at least one row", "no row");
    }
    return new CsvTable(file.name(), header, rows);
  }

  private static List<String> fields(String where, String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new DataException(where, "a closing quote on the same line", "none");
    }
    fields.add(field.toString().strip());
    return fields;
  }

  String file() {
    return file;
  }

  List<String> header() {
    return header;
  }

  int size() {
    return rows.size();
  }

  String at(int row, int column) {
    return rows.get(row).get(column);
  }
}
