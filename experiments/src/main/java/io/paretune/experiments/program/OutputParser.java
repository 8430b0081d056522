package io.paretune.experiments.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.hardware.yaml.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Understands the lines that programs print: objects of JSON with one of the keys {@code report},
 * {@code known} and {@code objectives}. Every other line is talk.
 *
 * @param objectives names of what is optimised, all of which must be found
 * @param constrained names of metrics with a bound, all of which must be found
 */
public record OutputParser(List<String> objectives, List<String> constrained) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          // Python writes NaN and Infinity as such; they are answered by name, not as bad JSON
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String REPORT = "report";
  private static final String KNOWN = "known";
  private static final String OBJECTIVES = "objectives";
  private static final String CONSTRAINTS = "constraints";
  private static final String EXTRAS = "extras";
  private static final List<String> ANSWERS = List.of(REPORT, KNOWN, OBJECTIVES);
  private static final List<String> ENDING = List.of(OBJECTIVES, CONSTRAINTS, EXTRAS);
  private static final int QUOTED = 200;

  /** Copies the names. */
  public OutputParser {
    objectives = List.copyOf(objectives);
    constrained = List.copyOf(constrained);
  }

  /** What a line says; empty if it is talk. */
  Optional<ProgramMessage> read(String line) {
    if (!line.strip().startsWith("{")) {
      return Optional.empty();
    }
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException broken) {
      // half an answer must not be taken for talk: the trial would go on or end without saying why
      return ANSWERS.stream().anyMatch(key -> line.contains("\"" + key + "\""))
          ? Optional.of(wrong("is not JSON: " + broken.getOriginalMessage(), line))
          : Optional.empty();
    }
    try {
      return said(node);
    } catch (IllegalArgumentException mistake) {
      return Optional.of(wrong(String.valueOf(mistake.getMessage()), line));
    }
  }

  private static ProgramMessage wrong(String what, String line) {
    return new ProgramMessage.Wrong(shortened(what) + " (line: " + shortened(line.strip()) + ")");
  }

  /** Reasons are stored and shown in one line: not all that a program prints fits there. */
  private static String shortened(String text) {
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + " ...";
  }

  private Optional<ProgramMessage> said(JsonNode node) {
    if (node.has(OBJECTIVES)) {
      only(node, "a result", ENDING);
      return Optional.of(found(node));
    }
    if (node.has(REPORT)) {
      only(node, "a line with a report", List.of(REPORT));
      return Optional.of(reported(node.get(REPORT)));
    }
    if (node.has(KNOWN)) {
      only(node, "a line with what is known", List.of(KNOWN));
      Map<String, Double> metrics = new LinkedHashMap<>();
      numbers(node.get(KNOWN), KNOWN, metrics);
      if (metrics.isEmpty()) {
        throw new IllegalArgumentException("'known' must hold at least one number, got none");
      }
      return Optional.of(new ProgramMessage.Declared(metrics));
    }
    return Optional.empty();
  }

  private static void only(JsonNode node, String what, List<String> keys) {
    for (String key : names(node)) {
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(
            what
                + " may hold "
                + String.join(", ", keys)
                + ", got '"
                + key
                + "'"
                + Nearest.hint(key, keys));
      }
    }
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static ProgramMessage reported(JsonNode report) {
    JsonNode step = report.path("step");
    if (!report.isObject()
        || !step.isIntegralNumber()
        || !step.canConvertToInt()
        || step.intValue() < 0
        || !report.has("value")
        || report.size() != 2) {
      throw new IllegalArgumentException(
          "a report must be {\"step\": whole number from 0, \"value\": number}, got " + report);
    }
    return new ProgramMessage.Reported(step.intValue(), number("value", report.get("value")));
  }

  private ProgramMessage found(JsonNode node) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    Map<String, String> facts = new LinkedHashMap<>();
    declared(node.get(OBJECTIVES), OBJECTIVES, objectives);
    numbers(node.get(OBJECTIVES), OBJECTIVES, metrics);
    require("objective", objectives, metrics);
    if (node.has(CONSTRAINTS)) {
      declared(node.get(CONSTRAINTS), CONSTRAINTS, constrained);
      numbers(node.get(CONSTRAINTS), CONSTRAINTS, metrics);
    }
    if (node.has(EXTRAS)) {
      JsonNode extras = object(node.get(EXTRAS), EXTRAS);
      for (String name : names(extras)) {
        JsonNode value = extras.get(name);
        if (value.isTextual() || value.isBoolean()) {
          facts.put(name, value.asText());
        } else {
          put(metrics, name, number(name, value));
        }
      }
    }
    require("the constrained metric", constrained, metrics);
    return new ProgramMessage.Found(metrics, facts);
  }

  private static void require(String what, Collection<String> wanted, Map<String, Double> metrics) {
    for (String metric : wanted) {
      if (!metrics.containsKey(metric)) {
        throw new IllegalArgumentException(
            what + " '" + metric + "' is missing, got " + metrics.keySet());
      }
    }
  }

  private static void declared(JsonNode node, String key, Collection<String> valid) {
    for (String name : names(object(node, key))) {
      if (!valid.contains(name)) {
        throw new IllegalArgumentException(
            "the experiment declares no '"
                + name
                + "' under "
                + key
                + Nearest.hint(name, valid)
                + " (other numbers belong under extras)");
      }
    }
  }

  private static JsonNode object(JsonNode node, String key) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "'" + key + "' must be an object like {\"name\": 1.5}, got " + node);
    }
    return node;
  }

  private static void numbers(JsonNode node, String key, Map<String, Double> into) {
    for (String name : names(object(node, key))) {
      put(into, name, number(name, node.get(name)));
    }
  }

  private static void put(Map<String, Double> metrics, String name, double value) {
    Double before = metrics.put(name, value);
    if (before != null && before != value) {
      throw new IllegalArgumentException(
          "'" + name + "' has two values, got " + before + " and " + value);
    }
  }

  private static double number(String name, JsonNode value) {
    if (!value.isNumber()) {
      throw new IllegalArgumentException("'" + name + "' must be a number, got " + value);
    }
    double number = value.doubleValue();
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("'" + name + "' must be finite, got " + number);
    }
    return number;
  }
}
