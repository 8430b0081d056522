package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.table.column.Column;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The share of the training rows that have the field's value; 0 for one that training has not. */
final class FrequencyCoding extends TextCoding {

  static final String KIND = "frequency";

  private final Map<String, Float> shares = new HashMap<>();

  FrequencyCoding(Column column) {
    List<String> texts = column.texts();
    int[] counts = column.counts();
    for (int i = 0; i < counts.length; i++) {
      shares.put(texts.get(i), (float) counts[i] / column.size());
    }
  }

  /** Of shares that are known. */
  FrequencyCoding(Map<String, Float> known) {
    shares.putAll(known);
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("shares", new TreeMap<>(shares));
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  void write(String text, int row, float[] into, int at) {
    into[at] = shares.getOrDefault(text, 0f);
  }

  @Override
  public String kind() {
    return KIND;
  }
}
