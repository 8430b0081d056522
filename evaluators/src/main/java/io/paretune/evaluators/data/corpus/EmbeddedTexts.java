package io.paretune.evaluators.data.corpus;

import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.DataSource;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.data.text.TextReading;
import java.util.List;
import java.util.Optional;

/**
 * The small set of texts that the jar carries, with its licence beside it: questions of a bank's
 * customers, of twelve of the 77 intents of Banking77 (Casanueva et al. 2020, arXiv:2003.04807, CC
 * BY 4.0), with a test set of its own.
 *
 * @param texts how they become tokens
 */
public record EmbeddedTexts(TextReading texts) implements DataSource {

  /** Its name. */
  public static final String NAME = "banking-mini";

  @Override
  public SourceData read(Reading reading) {
    reading.requireClasses(NAME);
    return TextTables.read(
        NAME,
        DataFile.resource(NAME + "/train.csv.gz"),
        Optional.empty(),
        Optional.of(DataFile.resource(NAME + "/test.csv.gz")),
        new TextTables.Asked(reading.withColumns(List.of("category")), texts));
  }
}
