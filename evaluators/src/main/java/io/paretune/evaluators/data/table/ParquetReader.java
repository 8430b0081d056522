package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.table.column.Column;
import io.paretune.evaluators.data.table.parquet.ParquetColumn;
import io.paretune.evaluators.data.table.parquet.ParquetContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Apache Parquet. Fields become what pandas' {@code to_csv} writes of them, so that the same rules
 * hold for both; but a column of texts stays one, also where all of them look like numbers.
 */
final class ParquetReader implements TableReader {

  /** What pandas calls an index that it writes as a column. */
  private static final String INDEX = "__index_level_\\d+__";

  @Override
  public boolean recognises(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).matches(".*\\.(parquet|parq|pq)");
  }

  @Override
  public DataTable read(DataFile file, Reading reading) {
    ParquetContent content = ParquetContent.of(file);
    List<Column> columns = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (ParquetColumn column : content.columns()) {
      String name = column.name();
      if (name.matches(INDEX)) {
        notes.add(
            "%s: column '%s' is the index of a data frame: left out (reset_index() keeps it)"
                .formatted(file.name(), name));
      } else if (column.refused().isPresent()) {
        notes.add(
            "%s: column '%s' holds %s: left out"
                .formatted(file.name(), name, column.refused().get()));
      } else {
        columns.add(filled(content, column, reading));
      }
    }
    return new DataTable(
        file.name(),
        columns,
        row -> file.name() + ", row " + (row + 1),
        new DataTable.Found(notes, "."));
  }

  private static Column filled(ParquetContent content, ParquetColumn column, Reading reading) {
    boolean asked =
        reading.columns().contains(column.name())
            || reading.tables().types().containsKey(column.name());
    Column filled =
        column.isText() ? Column.ofTexts(column.name()) : new Column(column.name(), asked);
    content.read(
        column,
        field -> {
          if (!filled.add(field)) {
            throw new IllegalStateException(
                "column '%s' of numbers holds '%s'".formatted(column.name(), field));
          }
        });
    return filled;
  }
}
