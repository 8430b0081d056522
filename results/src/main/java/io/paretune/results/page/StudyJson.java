package io.paretune.results.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.results.live.HypervolumeHistory;
import io.paretune.results.live.TrialTable;
import io.paretune.results.store.StudyDefinitionJson;
import io.paretune.search.insight.Importance;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.Trial;
import java.util.List;
import java.util.Map;

/** What the page is told of a study, as JSON; numbers that JSON cannot hold are words. */
public final class StudyJson {

  /** Longest text of a fact that is told. */
  private static final int LONGEST = 20_000;

  /** Longest fact of a study: curves of its preparation are long. */
  private static final int LONGEST_FACT = 500_000;

  private StudyJson() {}

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * A study in short.
   *
   * @param path where it lies, for people
   * @param running whether its run goes on
   */
  public static ObjectNode brief(TrialTable table, String path, boolean running) {
    ObjectNode root = object().put("name", table.definition().name()).put("path", path);
    root.put("running", running).put("trials", table.rows()).put("front", table.frontSize());
    ObjectNode counts = root.putObject("counts");
    table.counts().forEach((state, count) -> counts.put(state.name(), count));
    return root;
  }

  /** A study with all that is not about single trials; of the rest as {@link #brief}. */
  public static ObjectNode study(TrialTable table, String path, boolean running) {
    ObjectNode root = brief(table, path, running);
    root.set("definition", StudyDefinitionJson.tree(table.definition()));
    table.parameters().forEach(root.putArray("parameters")::add);
    table.metrics().forEach(root.putArray("metrics")::add);
    return root;
  }

  /** Facts about a study, by name. */
  public static ObjectNode facts(Map<String, String> attributes) {
    ObjectNode root = object();
    attributes.forEach((name, text) -> root.put(name, cut(text, LONGEST_FACT)));
    return root;
  }

  private static String cut(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest) + "\u2026" : text;
  }

  /** All of one trial that the store knows. */
  public static ObjectNode trial(Trial trial) {
    ObjectNode root = object();
    root.put("trial", trial.number()).put("state", trial.state().name());
    root.put("sampler", trial.sampler()).put("attempts", trial.attempts());
    root.put("reason", cut(trial.reason(), LONGEST));
    trial.startedAt().ifPresent(at -> root.put("startedAt", at.toString()));
    trial.finishedAt().ifPresent(at -> root.put("finishedAt", at.toString()));
    values(root.putObject("parameters"), trial.assignment().asMap());
    values(root.putObject("declared"), trial.declared());
    ObjectNode metrics = root.putObject("metrics");
    ObjectNode provenance = root.putObject("provenance");
    trial
        .measurement()
        .ifPresent(
            measured -> {
              values(metrics, measured.metrics());
              measured
                  .provenance()
                  .forEach((name, text) -> provenance.put(name, cut(text, LONGEST)));
            });
    root.set("reports", reports(trial));
    return root;
  }

  /** Intermediate values as pairs of step and value. */
  public static ArrayNode reports(Trial trial) {
    ArrayNode reports = JsonNodeFactory.instance.arrayNode();
    for (Report report : trial.reports()) {
      ArrayNode pair = reports.addArray().add(report.step());
      if (Double.isFinite(report.value())) {
        pair.add(report.value());
      } else {
        pair.addNull();
      }
    }
    return reports;
  }

  private static void values(ObjectNode node, Map<String, ?> values) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Double real && Double.isFinite(real)) {
            node.put(name, real);
          } else if (value instanceof Long whole) {
            node.put(name, whole);
          } else if (value instanceof Boolean flag) {
            node.put(name, flag);
          } else {
            node.put(name, cut(value.toString(), LONGEST));
          }
        });
  }

  /** How the hypervolume grew: how many had ended, when, share. */
  public static ObjectNode hypervolume(List<HypervolumeHistory.Point> points) {
    ObjectNode root = object();
    ArrayNode all = root.putArray("points");
    points.forEach(point -> all.addArray().add(point.ended()).add(point.at()).add(point.share()));
    return root;
  }

  /**
   * How much parameters mattered.
   *
   * @param complete how many trials were complete when it was worked out
   */
  public static ObjectNode importance(List<Importance> found, int complete) {
    ObjectNode root = object().put("state", "done").put("complete", complete);
    ArrayNode all = root.putArray("objectives");
    for (Importance importance : found) {
      ObjectNode node = all.addObject();
      node.put("objective", importance.objective()).put("trials", importance.trials());
      node.put("explained", importance.explained());
      ArrayNode parameters = node.putArray("parameters");
      importance
          .parameters()
          .forEach(
              share ->
                  parameters
                      .addObject()
                      .put("name", share.parameter())
                      .put("share", share.share()));
      ArrayNode pairs = node.putArray("interactions");
      importance
          .interactions()
          .forEach(
              pair ->
                  pairs
                      .addObject()
                      .put("share", pair.share())
                      .put("first", pair.first())
                      .put("second", pair.second()));
    }
    return root;
  }
}
