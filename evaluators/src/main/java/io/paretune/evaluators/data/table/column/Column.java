package io.paretune.evaluators.data.table.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a column, each distinct text once; where there are many and all are plain numbers,
 * only those. Not thread-safe while it grows.
 */
public final class Column {

  /** So many distinct numbers are kept as numbers alone. */
  private static final int MOST_TEXTS = 4096;

  private static final double SAME = 0.9;

  private final String name;
  private final boolean keepsTexts;
  private final boolean isText;
  private final Map<String, Integer> index = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private int[] codes = new int[64];
  private float[] numbers = new float[0];
  private boolean onlyNumbers;
  private boolean allNumbers = true;
  private boolean blurred;
  private boolean padded;
  private int size;

  /**
   * A column without rows.
   *
   * @param keepsTexts whether texts are wanted whatever they are
   */
  public Column(String name, boolean keepsTexts) {
    this(name, keepsTexts, false);
  }

  private Column(String name, boolean keepsTexts, boolean isText) {
    this.name = name;
    this.keepsTexts = keepsTexts;
    this.isText = isText;
  }

  /** A column without rows that holds texts, whatever these look like: its file says so. */
  public static Column ofTexts(String name) {
    return new Column(name, true, true);
  }

  /** Whether it holds texts also if all of them are numbers. */
  public boolean isText() {
    return isText;
  }

  /** What the header calls it. */
  public String name() {
    return name;
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /**
   * Adds a row.
   *
   * @return false, and nothing is added, if it is a text in a column that has kept numbers alone:
   *     then the table must be read again, and the column keep texts
   */
  public boolean add(String field) {
    if (onlyNumbers) {
      float number = Numerals.PLAIN.value(field);
      if (Float.isNaN(number) && !Missing.isAmongNumbers(field)) {
        return false;
      }
      numbers = size < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * size);
      numbers[size++] = number;
      return true;
    }
    codes = size < codes.length ? codes : Arrays.copyOf(codes, 2 * size);
    Integer known = index.get(field);
    if (known == null) {
      known = texts.size();
      index.put(field, known);
      texts.add(field);
      allNumbers &= Missing.isAmongNumbers(field) || Numerals.PLAIN.fits(field);
    }
    codes[size++] = known;
    if (!keepsTexts && allNumbers && texts.size() > MOST_TEXTS) {
      keepNumbers();
    }
    return true;
  }

  private void keepNumbers() {
    blurred = blurred();
    padded = padded();
    numbers = new float[codes.length];
    float[] values = new float[texts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Numerals.PLAIN.value(texts.get(i));
    }
    for (int row = 0; row < size; row++) {
      numbers[row] = values[codes[row]];
    }
    index.clear();
    texts.clear();
    codes = new int[0];
    onlyNumbers = true;
  }

  /** A field as it was written, or, of many numbers, as Java writes it. */
  public String at(int row) {
    if (onlyNumbers) {
      return Float.isNaN(numbers[row]) ? "" : Float.toString(numbers[row]);
    }
    return texts.get(codes[row]);
  }

  /** The distinct texts in the order of their first rows; none if {@link #onlyNumbers}. */
  public List<String> texts() {
    return List.copyOf(texts);
  }

  /** How many rows each distinct text has. */
  public int[] counts() {
    int[] counts = new int[texts.size()];
    for (int row = 0; row < (onlyNumbers ? 0 : size); row++) {
      counts[codes[row]]++;
    }
    return counts;
  }

  /** Whether there are numbers and missing values alone, and so many that texts are not kept. */
  public boolean onlyNumbers() {
    return onlyNumbers;
  }

  /** The number of a row of a column of {@link #onlyNumbers}; NaN if it is missing. */
  public float number(int row) {
    return numbers[row];
  }

  /**
   * Whether a tenth of the numbers, or more, are the same as others once they are floats of 32
   * bits, as long account numbers are; as far as the first {@value #MOST_TEXTS} tell.
   */
  public boolean blurred() {
    Set<Double> exact = new HashSet<>();
    Set<Float> kept = new HashSet<>();
    for (String text : texts) {
      if (Numerals.PLAIN.fits(text)) {
        exact.add(Double.valueOf(text));
        kept.add(Numerals.PLAIN.value(text));
      }
    }
    return blurred || kept.size() < SAME * exact.size();
  }

  /** Whether whole numbers begin with zeros, as codes do; as far as the first ones tell. */
  public boolean padded() {
    return padded || texts.stream().anyMatch(text -> text.matches("0\\d+"));
  }

  /** Which of {@link #texts} a row has. */
  public int code(int row) {
    return codes[row];
  }
}
