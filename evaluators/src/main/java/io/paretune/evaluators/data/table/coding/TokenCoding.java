package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.table.column.Column;
import io.paretune.evaluators.data.text.Tokenizer;
import io.paretune.evaluators.data.text.Tokenizers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids of a text's tokens, as many for each text.
 *
 * @param tokenizer makes them
 * @param width how many, those that fill up included
 */
public record TokenCoding(Tokenizer tokenizer, int width) implements Coding {

  /** Its kind. */
  public static final String KIND = "tokens";

  private static final String LENGTH = "length";

  /** What {@link #settings} say. */
  static TokenCoding of(Map<String, Object> settings) {
    if (!(settings.get(LENGTH) instanceof Number length)) {
      throw new IllegalArgumentException("the coding of a column must have '" + LENGTH + "'");
    }
    return new TokenCoding(Tokenizers.of(settings), length.intValue());
  }

  @Override
  public void encode(Column column, float[] into, int first, int stride) {
    for (int row = 0; row < column.size(); row++) {
      tokenizer.write(column.at(row), width, into, row * stride + first);
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(tokenizer.settings());
    settings.put(LENGTH, width);
    return settings;
  }
}
