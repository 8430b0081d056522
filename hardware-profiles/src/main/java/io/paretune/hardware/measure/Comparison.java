package io.paretune.hardware.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.paretune.hardware.profile.HardwareProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two measurements, or two profiles, side by side: one row for each thing that both have or only
 * one has, with what follows from the difference.
 *
 * @param rows in a fixed order
 */
public record Comparison(List<Row> rows) {

  /**
   * One row.
   *
   * @param what the property or figure
   * @param a as text; empty if the first has none
   * @param b as text; empty if the second has none
   * @param verdict what the difference means; empty if there is none
   */
  public record Row(String what, String a, String b, String verdict) {}

  public Comparison {
    rows = List.copyOf(rows);
  }

  /** Compares profiles by their settings. */
  public static Comparison of(HardwareProfile a, HardwareProfile b) {
    return new Comparison(properties("", a.toMap(), b.toMap(), false));
  }

  /**
   * Compares measurements as {@link ModelFigures#toJson()} wrote them. Latencies differ if their
   * intervals do not overlap; of an unstable one nothing is concluded.
   *
   * @throws IllegalArgumentException if a text is no measurement, with its name and the reason
   */
  public static Comparison ofJson(String nameA, String a, String nameB, String b) {
    JsonNode left = FiguresJson.read(nameA, a);
    JsonNode right = FiguresJson.read(nameB, b);
    List<Row> rows = new ArrayList<>();
    rows.addAll(properties("model ", texts(left.path("model")), texts(right.path("model")), true));
    rows.addAll(
        properties("profile ", texts(left.path("profile")), texts(right.path("profile")), true));
    rows.addAll(
        properties(
            "machine ", texts(left.path("fingerprint")), texts(right.path("fingerprint")), true));
    Map<Integer, JsonNode> ours = byBatch(left);
    Map<Integer, JsonNode> theirs = byBatch(right);
    Set<Integer> batches = new TreeSet<>(ours.keySet());
    batches.addAll(theirs.keySet());
    for (int batch : batches) {
      rows.add(latency(batch, ours.get(batch), theirs.get(batch)));
    }
    Set<String> names = new TreeSet<>();
    left.path("figures").fieldNames().forEachRemaining(names::add);
    right.path("figures").fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      rows.add(figure(name, left.path("figures").path(name), right.path("figures").path(name)));
    }
    return new Comparison(rows);
  }

  private static Row latency(int batch, @Nullable JsonNode a, @Nullable JsonNode b) {
    String what = "median at batch " + batch;
    if (a == null || b == null) {
      return new Row(what, a == null ? "" : words(a), b == null ? "" : words(b), "only one has it");
    }
    double ratio = b.path("medianMs").asDouble() / a.path("medianMs").asDouble();
    String verdict;
    if (!a.path("stable").asBoolean() || !b.path("stable").asBoolean()) {
      verdict = "unstable: nothing follows";
    } else if (a.path("ciLowMs").asDouble() > b.path("ciHighMs").asDouble()) {
      verdict = String.format(Locale.ROOT, "B is faster: %.3f times the time", ratio);
    } else if (b.path("ciLowMs").asDouble() > a.path("ciHighMs").asDouble()) {
      verdict = String.format(Locale.ROOT, "B is slower: %.3f times the time", ratio);
    } else {
      verdict = String.format(Locale.ROOT, "the intervals overlap (ratio %.3f)", ratio);
    }
    return new Row(what, words(a), words(b), verdict);
  }

  private static String words(JsonNode latency) {
    return String.format(
        Locale.ROOT,
        "%.4f ms (%.4f to %.4f)%s",
        latency.path("medianMs").asDouble(),
        latency.path("ciLowMs").asDouble(),
        latency.path("ciHighMs").asDouble(),
        latency.path("stable").asBoolean() ? "" : " unstable");
  }

  private static Row figure(String name, JsonNode a, JsonNode b) {
    boolean both = a.has("value") && b.has("value");
    double from = a.path("value").asDouble();
    return new Row(
        name,
        value(a),
        value(b),
        both && from != 0
            ? String.format(Locale.ROOT, "ratio %.3f", b.path("value").asDouble() / from)
            : "");
  }

  private static String value(JsonNode figure) {
    if (figure.isMissingNode()) {
      return "";
    }
    return figure.has("value")
        ? Reading.text(figure.path("value").asDouble(), figure.path("unit").asText())
        : Reading.NOT_AVAILABLE;
  }

  private static Map<Integer, JsonNode> byBatch(JsonNode root) {
    Map<Integer, JsonNode> batches = new TreeMap<>();
    root.path("latencies").forEach(node -> batches.put(node.path("batch").asInt(), node));
    return batches;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  private static List<Row> properties(
      String prefix, Map<String, String> a, Map<String, String> b, boolean onlyDifferences) {
    Set<String> keys = new LinkedHashSet<>(a.keySet());
    keys.addAll(b.keySet());
    List<Row> rows = new ArrayList<>();
    for (String key : keys) {
      String ours = a.getOrDefault(key, "");
      String theirs = b.getOrDefault(key, "");
      boolean same = ours.equals(theirs);
      if (!same || !onlyDifferences) {
        rows.add(new Row(prefix + key, ours, theirs, same ? "" : "differs"));
      }
    }
    return rows;
  }
}
