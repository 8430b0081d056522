package io.paretune.results.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.results.store.StudyDefinitionJson;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * Everything that is known of a study, as JSON.
 *
 * <pre>{@code
 * {"format": 1,
 *  "study": {...},                 the definition, see StudyDefinitionJson
 *  "attributes": {"fingerprint": "..."},
 *  "counts": {"COMPLETE": 30},
 *  "front": [3, 17],               numbers, by the first objective to be minimised
 *  "hypervolume": [0.1, 0.4],      after each trial that ended, by finishOrder
 *  "importance": [{"objective": "accuracy", "trials": 30, "explained": 0.8,
 *                  "parameters": {"depth": 0.5},
 *                  "interactions": [{"share": 0.1, "of": ["depth", "width"]}]}],
 *  "trials": [{"trial": 0, "state": "COMPLETE", "front": true, "sampler": "nsga2", "attempts": 1,
 *              "startedAt": "...", "finishedAt": "...", "finishOrder": 0, "reason": "",
 *              "parameters": {"depth": 2}, "metrics": {"accuracy": 0.81},
 *              "provenance": {"artifact": "..."}, "reports": [[1, 0.5]]}]}
 * }</pre>
 *
 * <p>Times are ISO 8601 in UTC and absent before they are known. Numbers that JSON cannot hold are
 * the words {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 */
final class Json {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private Json() {}

  static void write(StudySummary study, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      ObjectNode head = head(study);
      for (Map.Entry<String, JsonNode> entry : head.properties()) {
        json.writeFieldName(entry.getKey());
        json.writeTree(entry.getValue());
      }
      // one after the other: as one tree, many trials take more memory than all they were read into
      json.writeArrayFieldStart("trials");
      for (Trial trial : study.trials()) {
        json.writeTree(trial(trial, study.frontNumbers().contains(trial.number())));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static ObjectNode head(StudySummary study) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", 1);
    root.set("study", StudyDefinitionJson.tree(study.definition()));
    ObjectNode attributes = root.putObject("attributes");
    study.attributes().forEach(attributes::put);
    ObjectNode counts = root.putObject("counts");
    study.counts().forEach((state, count) -> counts.put(state.name(), count));
    ArrayNode front = root.putArray("front");
    study.front().forEach(trial -> front.add(trial.number()));
    ArrayNode hypervolume = root.putArray("hypervolume");
    study.hypervolume().forEach(hypervolume::add);
    root.set("importance", ImportanceTables.json(study));
    return root;
  }

  private static ObjectNode trial(Trial trial, boolean onFront) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("trial", trial.number());
    node.put("state", trial.state().name());
    node.put("front", onFront);
    node.put("sampler", trial.sampler());
    node.put("attempts", trial.attempts());
    trial.startedAt().ifPresent(at -> node.put("startedAt", at.toString()));
    trial.finishedAt().ifPresent(at -> node.put("finishedAt", at.toString()));
    node.put("finishOrder", trial.finishOrder());
    node.put("reason", trial.reason());
    values(node.putObject("parameters"), trial.assignment().asMap());
    trial
        .measurement()
        .ifPresent(
            measured -> {
              values(node.putObject("metrics"), measured.metrics());
              ObjectNode provenance = node.putObject("provenance");
              measured.provenance().forEach(provenance::put);
            });
    ArrayNode reports = node.putArray("reports");
    for (Report report : trial.reports()) {
      reports.addArray().add(report.step()).add(report.value());
    }
    return node;
  }

  /** Puts values by name; numbers that JSON cannot hold as words. */
  static void values(ObjectNode node, Map<String, ?> values) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Double real && Double.isFinite(real)) {
            node.put(name, real);
          } else if (value instanceof Long whole) {
            node.put(name, whole);
          } else if (value instanceof Boolean flag) {
            node.put(name, flag);
          } else {
            node.put(name, value.toString());
          }
        });
  }

  /** Rows of {@link Columns}, values absent where a trial has none. */
  static ArrayNode rows(StudySummary study, List<Trial> trials) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (Trial trial : trials) {
      ObjectNode row = rows.addObject();
      for (Columns.Column column : Columns.forPrograms(study)) {
        column.value(trial).ifPresent(value -> values(row, Map.of(column.title(), value)));
      }
    }
    return rows;
  }

  static String pretty(ArrayNode rows) throws IOException {
    return JSON.writeValueAsString(rows);
  }
}
