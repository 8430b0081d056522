package io.paretune.evaluators.table.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * An object of records, whose keys become the column {@code key}, or a list of records. What a
 * record nests becomes columns of its own: {@code accuracy.valid}, {@code accuracy[0]}.
 */
final class JsonTable {

  /** The column that a record's key in its object becomes. */
  static final String KEY = "key";

  private JsonTable() {}

  static void read(String name, InputStream content, TableFile.Sink sink) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            // Python writes NaN
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    try (JsonParser parser = factory.createParser(content)) {
      boolean keyed = parser.nextToken() == JsonToken.START_OBJECT;
      int number = 0;
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_OBJECT && next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        String record = keyed ? "'" + parser.currentName() + "'" : String.valueOf(++number);
        String place = name + ": record " + record;
        if (keyed) {
          sink.cell(KEY, parser.currentName());
          parser.nextToken();
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw new IllegalArgumentException(
              place
                  + ": a table must be an object of records or a list of them, got "
                  + parser.currentToken().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        object(parser, "", place, keyed, sink);
        sink.end(place);
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException(name + ": something follows the table's end");
      }
    }
  }

  private static void object(
      JsonParser parser, String prefix, String place, boolean keyed, TableFile.Sink sink)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String column = prefix + parser.currentName();
      if (keyed && column.equals(KEY)) {
        throw new IllegalArgumentException(
            place + ": a field '" + KEY + "' cannot be told from the record's key; rename it");
      }
      parser.nextToken();
      value(parser, column, place, keyed, sink);
    }
  }

  private static void value(
      JsonParser parser, String column, String place, boolean keyed, TableFile.Sink sink)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      object(parser, column + ".", place, keyed, sink);
    } else if (token == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        value(parser, column + "[" + i + "]", place, keyed, sink);
      }
    } else {
      sink.cell(column, token == JsonToken.VALUE_NULL ? "" : parser.getText());
    }
  }
}
