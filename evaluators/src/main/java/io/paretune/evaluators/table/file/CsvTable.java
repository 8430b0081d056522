package io.paretune.evaluators.table.file;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Comma-separated values with a header (RFC 4180): quotes, and line ends within them. */
final class CsvTable {

  private CsvTable() {}

  static void read(String name, InputStream content, TableFile.Sink sink) throws IOException {
    List<String> header = List.of();
    CsvFactory factory =
        CsvFactory.builder()
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .build();
    try (CsvParser parser = factory.createParser(content)) {
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        List<String> cells = new ArrayList<>();
        String place = name;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (cells.isEmpty()) {
            place = name + ":" + parser.currentTokenLocation().getLineNr();
          }
          cells.add(parser.getText());
        }
        if (header.isEmpty()) {
          header = header(place, cells);
          header.forEach(sink::column);
          continue;
        }
        if (cells.size() != header.size()) {
          throw new IllegalArgumentException(
              place
                  + ": a row must have "
                  + header.size()
                  + " cells, as the header has, got "
                  + cells.size());
        }
        for (int i = 0; i < cells.size(); i++) {
          sink.cell(header.get(i), cells.get(i));
        }
        sink.end(place);
      }
    }
  }

  private static List<String> header(String place, List<String> names) {
    List<String> header = names.stream().map(String::strip).toList();
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
