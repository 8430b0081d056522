package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.table.column.Column;
import io.paretune.evaluators.data.table.column.Missing;
import io.paretune.evaluators.data.table.column.Numerals;
import java.util.Map;

/** The number that a field holds; NaN if it is missing. */
final class NumberCoding implements Coding {

  static final String KIND = "number";

  private final Numerals numerals;
  private final TextCoding texts;

  NumberCoding(Numerals numerals) {
    this.numerals = numerals;
    this.texts = new Texts(numerals);
  }

  /** The number of a text, in the way the column writes them; NaN if it is missing or none. */
  static float number(Numerals numerals, String text) {
    if (numerals.isGrouped(text)) {
      return Numerals.PLAIN.value(text.replace(".", ""));
    }
    float plain = Numerals.PLAIN.value(text);
    return Float.isNaN(plain) && numerals.fits(text) ? numerals.value(text) : plain;
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public void encode(Column column, float[] into, int first, int stride) {
    if (!column.onlyNumbers()) {
      texts.encode(column, into, first, stride);
      return;
    }
    for (int row = 0; row < column.size(); row++) {
      into[first + row * stride] = column.number(row);
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("numerals", Codings.word(numerals));
  }

  @Override
  public String remark() {
    return numerals.words();
  }

  private static final class Texts extends TextCoding {
    private final Numerals numerals;

    Texts(Numerals numerals) {
      this.numerals = numerals;
    }

    @Override
    public Map<String, Object> settings() {
      return Map.of();
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    void write(String text, int row, float[] into, int at) {
      float value = number(numerals, text);
      if (Float.isNaN(value) && !Missing.isAmongNumbers(text)) {
        throw new UnfitFieldException(row, "a number");
      }
      into[at] = value;
    }
  }
}
