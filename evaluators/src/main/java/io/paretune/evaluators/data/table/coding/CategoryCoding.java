package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.table.column.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A number for each of some values, 1 where it is the field's (one-hot), and, where only the
 * commonest have one, a last one for all others. Without that, what training has not sets none.
 */
final class CategoryCoding extends TextCoding {

  /** The kind that has a number for each value. */
  static final String ALL = "one-hot";

  /** The kind that has a number for the commonest, and one for all others. */
  static final String COMMONEST = "commonest values";

  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final boolean others;
  private final int distinct;

  private CategoryCoding(List<String> values, boolean others, int distinct) {
    for (String value : values) {
      places.put(value, places.size());
    }
    this.others = others;
    this.distinct = distinct;
  }

  /** Of certain values, in order. */
  static CategoryCoding of(List<String> values, boolean others) {
    return new CategoryCoding(values, others, values.size());
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("values", List.copyOf(places.keySet()));
  }

  /** All values of a column, in the order of texts. */
  static CategoryCoding of(Column column) {
    List<String> values = column.texts().stream().sorted().toList();
    return new CategoryCoding(values, false, values.size());
  }

  /** The commonest values of a column; of equally common ones the first as texts. */
  static CategoryCoding ofCommonest(Column column, int count) {
    List<String> texts = column.texts();
    int[] counts = column.counts();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingInt((Integer i) -> -counts[i]).thenComparing(i -> texts.get(i)));
    return new CategoryCoding(
        order.stream().limit(count).map(texts::get).toList(), true, texts.size());
  }

  @Override
  public int width() {
    return places.size() + (others ? 1 : 0);
  }

  @Override
  void write(String text, int row, float[] into, int at) {
    Integer place = places.get(text);
    if (place != null) {
      into[at + place] = 1;
    } else if (others) {
      into[at + places.size()] = 1;
    }
  }

  @Override
  public String kind() {
    return others ? COMMONEST : ALL;
  }

  @Override
  public String remark() {
    return others
        ? "the %d commonest of its %d values, and one for all others"
            .formatted(places.size(), distinct)
        : "";
  }
}
