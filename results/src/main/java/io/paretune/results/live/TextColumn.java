package io.paretune.results.live;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts, each kept once; rows hold its code. Code 0 is no text at all. Long texts are cut and the
 * number of different ones is bounded: in full they stand in the store.
 */
final class TextColumn implements Column {

  private static final int LONGEST = 200;
  private static final int MOST = 20_000;
  private static final String OTHER = "(one of too many different texts)";

  private final List<String> texts = new ArrayList<>(List.of(""));
  private final Map<String, Integer> codes = new HashMap<>(Map.of("", 0));
  private int[] values = {};

  void set(int row, String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "\u2026" : text;
    Integer known = codes.get(cut);
    values[row] = known != null ? known : coded(codes.size() < MOST ? cut : OTHER);
  }

  private int coded(String text) {
    return codes.computeIfAbsent(
        text,
        unknown -> {
          texts.add(unknown);
          return texts.size() - 1;
        });
  }

  String get(int row) {
    return texts.get(values[row]);
  }

  @Override
  public String type() {
    return "u32";
  }

  @Override
  public int width() {
    return Integer.BYTES;
  }

  @Override
  public void reserve(int rows) {
    if (rows > values.length) {
      values = Arrays.copyOf(values, rows);
    }
  }

  @Override
  public void write(ByteBuffer out, int row) {
    out.putInt(values[row]);
  }

  @Override
  public List<String> texts() {
    return texts;
  }
}
