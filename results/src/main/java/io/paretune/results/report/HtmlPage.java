package io.paretune.results.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.results.summary.Facts;
import io.paretune.results.summary.Numbers;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One self-contained page: charts (Apache ECharts, put into the page), table, facts. It loads
 * nothing from the network, and its content security policy forbids it to.
 *
 * <p>Tables are written here and read without JavaScript; the script beside the template draws the
 * charts from a block of JSON and sorts the table.
 */
final class HtmlPage {

  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";
  private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+)}}");

  private HtmlPage() {}

  static void write(StudySummary study, OutputStream out) throws IOException {
    Map<String, String> slots = new LinkedHashMap<>();
    slots.put("title", HtmlTables.escaped(study.definition().name()));
    slots.put("sentence", HtmlTables.escaped(Facts.sentence(study)));
    slots.put("style", resource("report.css"));
    slots.put("front", HtmlTables.front(study));
    slots.put("answers", HtmlAnswers.of(study));
    slots.put("preparation", HtmlPreparation.of(study));
    slots.put("importance", ImportanceTables.html(study));
    slots.put("facts", HtmlTables.facts(study));
    slots.put("space", HtmlTables.space(study));
    slots.put("endings", HtmlTables.endings(study));
    slots.put("data", scriptSafe(new ObjectMapper().writeValueAsString(data(study))));
    slots.put("echarts", resource(ECHARTS));
    slots.put("script", resource("report.js"));
    out.write(filled(resource("report.html"), slots).getBytes(StandardCharsets.UTF_8));
  }

  private static String filled(String template, Map<String, String> slots) {
    StringBuilder page = new StringBuilder();
    Matcher slot = SLOT.matcher(template);
    while (slot.find()) {
      String text = Optional.ofNullable(slots.get(slot.group(1))).orElseThrow();
      slot.appendReplacement(page, Matcher.quoteReplacement(text));
    }
    slot.appendTail(page);
    return page.toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("no " + name + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** JSON that cannot end the script element it stands in, nor break a line of JavaScript. */
  static String scriptSafe(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static ObjectNode data(StudySummary study) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode metrics = root.putArray("metrics");
    for (Objective objective : study.definition().objectives()) {
      metrics
          .addObject()
          .put("name", objective.name())
          .put("title", objective.name() + Facts.unit(objective))
          .put("direction", objective.direction().word());
    }
    for (String metric : study.furtherMetrics()) {
      metrics.addObject().put("name", metric).put("title", metric).put("direction", "");
    }
    root.put("objectives", study.definition().objectives().size());
    ArrayNode points = root.putArray("points");
    for (Trial trial : study.trials()) {
      trial.measurement().ifPresent(measured -> points.add(point(study, trial)));
    }
    trace(study, root.putArray("hypervolume"));
    return root;
  }

  private static void trace(StudySummary study, ArrayNode trace) {
    Optional<Instant> begin =
        study.trials().stream().flatMap(t -> t.startedAt().stream()).min(Instant::compareTo);
    for (int i = 0; i < study.finished().size(); i++) {
      Optional<Instant> end = study.finished().get(i).finishedAt();
      double seconds =
          begin.isPresent() && end.isPresent()
              ? Duration.between(begin.get(), end.get()).toMillis() / 1000.0
              : 0;
      trace.addArray().add(i + 1).add(seconds).add(study.hypervolume().get(i));
    }
  }

  private static ObjectNode point(StudySummary study, Trial trial) {
    ObjectNode point = JsonNodeFactory.instance.objectNode();
    point.put("trial", trial.number());
    point.put("front", study.frontNumbers().contains(trial.number()));
    point.put(
        "feasible", trial.measurement().map(study.definition()::costs).orElseThrow().feasible());
    StudySummary.unstable(trial).ifPresent(reason -> point.put("unstable", reason));
    StudySummary.foretold(trial).ifPresent(reason -> point.put("foretold", reason));
    Json.values(point.putObject("parameters"), texts(trial.assignment().asMap()));
    ArrayNode values = point.putArray("values");
    for (List<String> names : List.of(study.objectives(), study.furtherMetrics())) {
      for (String name : names) {
        Optional<Double> value = StudySummary.metric(trial, name).filter(Double::isFinite);
        value.ifPresentOrElse(values::add, values::addNull);
      }
    }
    return point;
  }

  private static Map<String, String> texts(Map<String, Object> values) {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((name, value) -> texts.put(name, Numbers.text(value)));
    return texts;
  }
}
