package io.paretune.evaluators.data.corpus;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataSource;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.table.TableParts;
import io.paretune.evaluators.data.table.TableSource;
import io.paretune.evaluators.data.text.TextReading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Texts in columns of tables, or in files in a folder for each class.
 *
 * @param train a table, a directory of tables, or a directory of class folders, with a folder for
 *     each part or without
 * @param validation what has a place of its own
 * @param test as {@code validation}
 * @param texts how they become tokens
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record TextSource(
    Path train, Optional<Path> validation, Optional<Path> test, TextReading texts)
    implements DataSource {

  /** Of a path whose content says what is what. */
  public static TextSource at(Path place, TextReading texts) {
    return new TextSource(place, Optional.empty(), Optional.empty(), texts);
  }

  @Override
  public SourceData read(Reading reading) {
    if (!Files.exists(train)) {
      throw new DataException(train.toString(), "a table or a directory with texts", "nothing");
    }
    boolean tables =
        !Files.isDirectory(train)
            || reading.listing(train).stream()
                .anyMatch(entry -> TableSource.recognises(entry.getFileName().toString()));
    return tables
        ? TextTables.read(parts(TableParts.at(train, reading)), reading, texts)
        : TextFolders.read(this, reading);
  }

  private TableParts parts(TableParts found) {
    return new TableParts(
        found.train(),
        validation.or(found::validation),
        test.or(found::test),
        List.copyOf(found.notes()));
  }
}
