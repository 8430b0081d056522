package io.paretune.evaluators.data.table;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Reading;
import java.util.List;

/** A kind of file that a table lies in. Stateless. */
interface TableReader {

  /** Those that are read; what none of them recognises is taken for text. */
  List<TableReader> KINDS = List.of(new DelimitedReader(), new ParquetReader());

  /** The kind that a name speaks of. */
  static TableReader named(String fileName) {
    return KINDS.stream()
        .filter(kind -> kind.recognises(fileName))
        .findFirst()
        .orElseGet(DelimitedReader::new);
  }

  /** Whether a name is that of such a file. */
  boolean recognises(String fileName);

  /**
   * Reads a table.
   *
   * @param reading the columns that it names keep their fields as they are written
   * @throws DataException if it is not sound
   */
  DataTable read(DataFile file, Reading reading);
}
