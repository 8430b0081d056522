package io.paretune.evaluators.data.corpus;

import io.paretune.evaluators.data.source.ColumnType;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.source.TableReading;
import io.paretune.evaluators.data.table.DataTable;
import io.paretune.evaluators.data.table.TableParts;
import io.paretune.evaluators.data.table.TargetColumns;
import io.paretune.evaluators.data.text.TextReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Texts in columns of tables. */
final class TextTables {

  /** Words of a field, in the mean, from which on a column holds texts. */
  private static final double FEWEST_WORDS = 2;

  private final Reading reading;
  private final DataTable train;
  private final TargetColumns targets;
  private final List<String> columns;
  private final Corpus corpus;

  private TextTables(DataTable train, Reading reading, TextReading texts) {
    this.train = train;
    this.reading = reading;
    this.targets = TargetColumns.of(train, reading);
    this.columns = columns(train, reading, texts);
    this.corpus = new Corpus(train.file(), columns, texts);
  }

  /** Reads the tables of all parts. */
  static SourceData read(TableParts parts, Reading reading, TextReading texts) {
    return read(
            String.valueOf(parts.train().getFileName()),
            DataFile.of(parts.train()),
            parts.validation().map(DataFile::of),
            parts.test().map(DataFile::of),
            new Asked(reading, texts))
        .noting(parts.notes());
  }

  /**
   * What is read of tables.
   *
   * @param reading what is learned, and how tables are read
   * @param texts how texts become tokens
   */
  record Asked(Reading reading, TextReading texts) {}

  /** Reads tables whatever their names. */
  static SourceData read(
      String name,
      DataFile train,
      Optional<DataFile> validation,
      Optional<DataFile> test,
      Asked asked) {
    Reading given = asTexts(asked.reading(), asked.texts());
    DataTable table = DataTable.read(train, given);
    Reading reading = given.withColumns(label(table, given, asked.texts()));
    TextTables tables = new TextTables(table, reading, asked.texts());
    List<String> unused = new ArrayList<>(table.header());
    unused.removeAll(tables.columns);
    unused.removeAll(reading.columns());
    return SourceData.of(
            name, tables.examples(table), validation.map(tables::part), test.map(tables::part))
        .noting(
            unused.isEmpty()
                ? List.of()
                : List.of("%s: columns that are not read: %s".formatted(table.file(), unused)))
        .coded(tables.corpus);
  }

  /** What is to be learned, or else the only column beside the texts. */
  private static List<String> label(DataTable table, Reading reading, TextReading texts) {
    List<String> others = new ArrayList<>(table.header());
    others.removeAll(reading.tables().drop());
    others.removeIf(
        name ->
            texts.columns().contains(name)
                || words(table, table.header().indexOf(name)) >= FEWEST_WORDS);
    return reading.columns().isEmpty() && others.size() == 1 ? others : reading.columns();
  }

  /** Columns that are named are never taken for numbers. */
  private static Reading asTexts(Reading reading, TextReading texts) {
    Map<String, ColumnType> types = new HashMap<>();
    texts.columns().forEach(column -> types.put(column, ColumnType.TEXT));
    TableReading given = reading.tables();
    return reading.withTables(
        new TableReading(
            given.delimiter(), given.encoding(), given.decimal(), given.drop(), types));
  }

  private static List<String> columns(DataTable table, Reading reading, TextReading texts) {
    List<String> dropped = reading.tables().drop();
    if (!table.header().containsAll(dropped)) {
      throw new DataException(
          table.file(),
          "the columns %s, as drop says".formatted(dropped),
          table.header().toString());
    }
    for (String name : texts.columns()) {
      if (!table.header().contains(name) || reading.columns().contains(name)) {
        throw new DataException(
            table.file(),
            "a column '%s' of texts beside the label, as tokens says".formatted(name),
            table.header().toString());
      }
    }
    if (!texts.columns().isEmpty()) {
      return texts.columns();
    }
    List<String> found = new ArrayList<>(table.header());
    found.removeAll(reading.columns());
    found.removeAll(dropped);
    found.removeIf(name -> words(table, table.header().indexOf(name)) < FEWEST_WORDS);
    if (found.size() != 1) {
      throw new DataException(
          table.file(),
          "one column of texts (or tokens: {columns: [NAME, ..]}, in the order in which they are"
              + " read)",
          found.isEmpty() ? "none among " + table.header() : found.toString());
    }
    return found;
  }

  /** Words of a field, in the mean. */
  private static double words(DataTable table, int column) {
    long words = 0;
    for (int row = 0; row < table.size(); row++) {
      String field = table.at(row, column).strip();
      words += field.isEmpty() ? 0 : field.split("\\s+", -1).length;
    }
    return (double) words / table.size();
  }

  private Examples part(DataFile file) {
    return examples(DataTable.read(file, reading));
  }

  private Examples examples(DataTable table) {
    List<Integer> places = columns.stream().map(table.header()::indexOf).toList();
    if (!table.header().equals(train.header())) {
      throw new DataException(
          table.file(), "the columns of the training file, " + train.header(), "" + table.header());
    }
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      int at = row;
      rows.add(places.stream().map(column -> table.at(at, column)).toList());
    }
    return corpus.part(rows, targets.encode(table));
  }
}
