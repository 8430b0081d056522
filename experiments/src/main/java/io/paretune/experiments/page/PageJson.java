package io.paretune.experiments.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.experiments.page.follow.FollowedStudy;
import io.paretune.results.live.HypervolumeHistory;
import io.paretune.results.live.TrialTable;
import io.paretune.results.store.StudyDefinitionJson;
import io.paretune.search.insight.Importance;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.Trial;
import java.util.List;
import java.util.Map;

/** What is told as JSON; numbers that JSON cannot hold are words. */
final class PageJson {

  /** Longest text of a fact that is told. */
  private static final int LONGEST = 20_000;

  /** Longest fact of a study: curves of its preparation are long. */
  private static final int LONGEST_FACT = 500_000;

  private PageJson() {}

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** How new the studies are: {@code {"server": "ab12", "versions": [3, 7]}}. */
  static String state(String server, List<FollowedStudy> studies) {
    ObjectNode root = object().put("server", server);
    ArrayNode versions = root.putArray("versions");
    studies.forEach(study -> versions.add(study.version()));
    return root.toString();
  }

  /** The studies in short. */
  static ObjectNode studies(String server, List<FollowedStudy> studies) {
    ObjectNode root = object().put("server", server);
    ArrayNode all = root.putArray("studies");
    for (FollowedStudy study : studies) {
      TrialTable table = study.table();
      ObjectNode node = all.addObject();
      node.put("name", study.name()).put("path", study.source().path());
      node.put("version", study.version()).put("running", study.running());
      node.put("trials", table.rows()).put("front", table.frontSize());
      counts(node.putObject("counts"), table);
    }
    return root;
  }

  private static void counts(ObjectNode node, TrialTable table) {
    table.counts().forEach((state, count) -> node.put(state.name(), count));
  }

  /** A study with all that is not about single trials. */
  static ObjectNode study(FollowedStudy study) {
    TrialTable table = study.table();
    ObjectNode root = object();
    root.put("version", study.version()).put("running", study.running());
    root.put("path", study.source().path()).put("complete", study.complete());
    root.put("isRun", study.source().run().isPresent());
    root.put("trials", table.rows()).put("front", table.frontSize());
    counts(root.putObject("counts"), table);
    root.set("definition", StudyDefinitionJson.tree(table.definition()));
    table.parameters().forEach(root.putArray("parameters")::add);
    table.metrics().forEach(root.putArray("metrics")::add);
    root.put("factsVersion", study.factsVersion());
    return root;
  }

  /** Facts about a study, by name. */
  static ObjectNode facts(FollowedStudy study) {
    ObjectNode root = object();
    study
        .attributes()
        .forEach(
            (name, text) ->
                root.put(
                    name, text.length() > LONGEST_FACT ? text.substring(0, LONGEST_FACT) : text));
    return root;
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "\u2026" : text;
  }

  /** All of one trial. */
  static ObjectNode trial(FollowedStudy study, Trial trial) {
    ObjectNode root = object();
    root.put("trial", trial.number()).put("state", trial.state().name());
    root.put("sampler", trial.sampler()).put("attempts", trial.attempts());
    root.put("reason", cut(trial.reason()));
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
              measured.provenance().forEach((name, text) -> provenance.put(name, cut(text)));
            });
    root.set("reports", reports(trial));
    if (study.source().run().isPresent() && !artifact(trial).isEmpty()) {
      String run = quoted(study.source().path());
      root.put("file", fileName(trial));
      root.put(
          "command",
          "paretune export %s --trial %d --to %s".formatted(run, trial.number(), fileName(trial)));
    }
    return root;
  }

  /** For a POSIX shell. */
  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  static String artifact(Trial trial) {
    return trial.measurement().map(Measurement::artifact).orElse("");
  }

  static String fileName(Trial trial) {
    boolean torch =
        trial
            .measurement()
            .map(measured -> measured.provenance().get(Provenance.ARTIFACT_FORMAT))
            .filter(format -> !format.contains("onnx"))
            .isPresent();
    return "trial-" + trial.number() + (torch ? ".pt" : ".onnx");
  }

  /** Intermediate values as pairs of step and value. */
  static ArrayNode reports(Trial trial) {
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
            node.put(name, cut(value.toString()));
          }
        });
  }

  /** How the hypervolume grew: how many had ended, when, share. */
  static ObjectNode hypervolume(List<HypervolumeHistory.Point> points) {
    ObjectNode root = object();
    ArrayNode all = root.putArray("points");
    points.forEach(point -> all.addArray().add(point.ended()).add(point.at()).add(point.share()));
    return root;
  }

  /** How much parameters mattered. */
  static ObjectNode importance(List<Importance> found) {
    ObjectNode root = object().put("state", "done");
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
