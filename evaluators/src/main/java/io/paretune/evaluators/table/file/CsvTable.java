package io.paretune.evaluators.table.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/** Comma-separated values in UTF-8 with a header. */
final class CsvTable {

  private CsvTable() {}

  static void read(String name, InputStream content, TableFile.Sink sink) throws IOException {
    // a decoder, not the character set: that one would replace what is not UTF-8
    var text = new InputStreamReader(content, StandardCharsets.UTF_8.newDecoder());
    CsvRows rows = new CsvRows(name, text);
    if (!rows.next()) {
      return;
    }
    List<String> header = header(rows.place(), rows.cells());
    header.forEach(sink::column);
    while (rows.next()) {
      List<String> cells = rows.cells();
      if (cells.size() != header.size()) {
        throw new IllegalArgumentException(
            rows.place()
                + ": a row must have "
                + header.size()
                + " cells, as the header has, got "
                + cells.size());
      }
      for (int i = 0; i < cells.size(); i++) {
        sink.cell(header.get(i), cells.get(i));
      }
      sink.end(rows.place());
    }
  }

  private static List<String> header(String place, List<String> header) {
    HashSet<String> distinct = new HashSet<>();
    for (String name : header) {
      if (!distinct.add(name)) {
        throw new IllegalArgumentException(
            place + ": the header must name each column once, got '" + name + "' twice");
      }
    }
    return header;
  }
}
