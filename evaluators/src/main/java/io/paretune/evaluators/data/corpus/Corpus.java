package io.paretune.evaluators.data.corpus;

import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.SplitCoding;
import io.paretune.evaluators.data.table.coding.TokenCoding;
import io.paretune.evaluators.data.text.TextReading;
import io.paretune.evaluators.data.text.Tokenizer;
import io.paretune.evaluators.data.text.TokenizerFile;
import io.paretune.evaluators.data.text.VocabularyLearner;
import io.paretune.evaluators.data.text.split.Splitter;
import io.paretune.evaluators.task.targets.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The texts of all parts of a source. Until they are coded, an example is the number of its row
 * here. Grows while the parts are read.
 */
final class Corpus implements SplitCoding {

  /** Share of the training texts that are read to their end. */
  private static final double WHOLE = 0.99;

  /** Floats hold every whole number below. */
  private static final int MOST_ROWS = 1 << 24;

  private final String place;
  private final List<String> columns;
  private final TextReading reading;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param place of the data, for messages
   * @param columns what the texts of a row are called
   */
  Corpus(String place, List<String> columns, TextReading reading) {
    this.place = place;
    this.columns = List.copyOf(columns);
    this.reading = reading;
  }

  /**
   * Takes up a part.
   *
   * @param texts of each row, one a column
   */
  Examples part(List<List<String>> texts, Targets targets) {
    float[] numbers = new float[texts.size()];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = rows.size() + row;
    }
    rows.addAll(texts);
    if (rows.size() > MOST_ROWS) {
      throw new DataException(place, "at most %d texts".formatted(MOST_ROWS), rows.size() + "");
    }
    return Examples.ofFloats(InputShape.vector(1), targets, numbers);
  }

  @Override
  public Coded learned(Examples train) {
    for (int column = 0; column < columns.size(); column++) {
      requireText(train, column);
    }
    VocabularyLearner learner = new VocabularyLearner(Splitter.uncased());
    for (int i = 0; i < train.size(); i++) {
      texts(train, i).forEach(learner::add);
    }
    Tokenizer tokenizer =
        reading
            .file()
            .map(TokenizerFile::read)
            .orElseGet(() -> learner.learned(reading.pieces(), reading.vocabulary()));
    int length = reading.length().exact() > 0 ? reading.length().exact() : length(train, tokenizer);
    TokenCoding coding = new TokenCoding(tokenizer, length);
    return new Coded(
        part -> coded(part, coding),
        columns.stream()
            .map(name -> new CodedColumn(name, TokenCoding.KIND, coding.settings()))
            .toList(),
        List.of(note(train, coding, learner.different())));
  }

  private List<String> texts(Examples part, int example) {
    float[] row = new float[1];
    part.copyRaw(example, row, 0);
    return rows.get((int) row[0]);
  }

  private void requireText(Examples train, int column) {
    for (int i = 0; i < train.size(); i++) {
      if (!texts(train, i).get(column).isBlank()) {
        return;
      }
    }
    throw new DataException(
        place, "texts in column '%s'".formatted(columns.get(column)), "empty fields only");
  }

  /** The shortest length to which nearly all training texts are read to their end. */
  private int length(Examples train, Tokenizer tokenizer) {
    int[] lengths = new int[train.size() * columns.size()];
    for (int i = 0; i < lengths.length; i++) {
      String text = texts(train, i / columns.size()).get(i % columns.size());
      lengths[i] = tokenizer.ids(text).length;
    }
    Arrays.sort(lengths);
    return Math.min(reading.length().most(), lengths[(int) (WHOLE * (lengths.length - 1))]);
  }

  private Examples coded(Examples part, TokenCoding coding) {
    int each = coding.width() * columns.size();
    float[] ids = new float[Math.multiplyExact(part.size(), each)];
    for (int i = 0; i < part.size(); i++) {
      List<String> texts = texts(part, i);
      for (int column = 0; column < texts.size(); column++) {
        int from = i * each + column * coding.width();
        coding.tokenizer().write(texts.get(column), coding.width(), ids, from);
      }
    }
    return Examples.ofFloats(
        InputShape.text(each, coding.tokenizer().vocabulary()), part.targets(), ids);
  }

  private String note(Examples train, TokenCoding coding, int different) {
    Tokenizer tokenizer = coding.tokenizer();
    long all = 0;
    long unknown = 0;
    int longer = 0;
    for (int i = 0; i < train.size(); i++) {
      for (String text : texts(train, i)) {
        int[] ids = tokenizer.ids(text);
        all += ids.length;
        unknown += Arrays.stream(ids).filter(id -> id == tokenizer.unknown()).count();
        longer += ids.length > coding.width() ? 1 : 0;
      }
    }
    return String.format(
        Locale.ROOT,
        "texts (%s): vocabulary of %s %s, of %,d different words in the training texts (%.1f %% of"
            + " their tokens are unknown); %d tokens each (%.1f %% are longer and cut off)",
        String.join(", ", columns),
        tokenizer.words(),
        reading.file().map(file -> "of " + file).orElse("learned"),
        different,
        100.0 * unknown / Math.max(1, all),
        coding.width(),
        100.0 * longer / (train.size() * columns.size()));
  }
}
