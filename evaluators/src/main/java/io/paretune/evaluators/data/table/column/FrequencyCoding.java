package io.paretune.evaluators.data.table.column;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The share of the training rows that have the field's value; 0 for one that training has not. */
final class FrequencyCoding extends TextCoding {

  private final Map<String, Float> shares = new HashMap<>();

  FrequencyCoding(Column column) {
    List<String> texts = column.texts();
    int[] counts = column.counts();
    for (int i = 0; i < counts.length; i++) {
      shares.put(texts.get(i), (float) counts[i] / column.size());
    }
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
    return "frequency";
  }
}
