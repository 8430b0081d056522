package io.paretune.results.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Assessment.Answers;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The part of the page that shows a member's answers beside the truth. */
final class HtmlAnswers {

  private static final int SIDE = 320;
  private static final int MARGIN = 20;

  /** Columns of {@code figures} that are shares; what follows are numbers of examples. */
  private static final int SHARES = 3;

  private HtmlAnswers() {}

  /**
   * Tables of classes or labels, or a plot of numbers, of the member that is best by the first
   * objective among those that were judged on the test split; nothing if none was.
   */
  static String of(StudySummary study) {
    Optional<Trial> best =
        study.front().stream()
            .filter(trial -> answers(trial).isPresent())
            .min((one, other) -> Double.compare(cost(study, one), cost(study, other)));
    if (best.isEmpty()) {
      return "";
    }
    Trial trial = best.get();
    JsonNode answers = answers(trial).orElseThrow();
    String guessing =
        fact(trial, Assessment.GUESSING)
            .map(words -> "; guessing gets " + HtmlTables.escaped(words))
            .orElse("");
    return "<section class=\"card\">\n  <h2>Answers beside the truth</h2>\n<p>Trial "
        + trial.number()
        + " on the test split"
        + guessing
        + ".</p>\n<div class=\"scroll\">\n"
        + (answers.has(Answers.COUNTS) ? confusion(answers) : "")
        + (answers.has(Answers.EACH) ? oneByOne(answers) : "")
        + (answers.has(Answers.POINTS) ? scatter(answers) : "")
        + "</div>\n</section>\n";
  }

  private static double cost(StudySummary study, Trial trial) {
    return study.definition().costs(trial.measurement().orElseThrow()).get(0);
  }

  private static Optional<String> fact(Trial trial, String name) {
    return trial
        .measurement()
        .map(Measurement::provenance)
        .map((Map<String, String> all) -> all.get(name));
  }

  /** The trial's answers; a program's own fact of that name is not taken for some. */
  private static Optional<JsonNode> answers(Trial trial) {
    return fact(trial, Assessment.ANSWERS)
        .flatMap(HtmlAnswers::read)
        .filter(
            read ->
                (read.path(Answers.CLASSES).isArray() && read.path(Answers.COUNTS).isArray())
                    || (read.path(Answers.EACH).isArray() && read.path(Answers.FIGURES).isArray())
                    || (read.path(Answers.POINTS).isArray()
                        && read.path(Answers.TARGET).isTextual()));
  }

  private static Optional<JsonNode> read(String json) {
    try {
      return Optional.of(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException foreign) {
      return Optional.empty();
    }
  }

  private static String confusion(JsonNode answers) {
    StringBuilder html = new StringBuilder("<table class=\"confusion\"><thead><tr><th>truth</th>");
    for (JsonNode name : answers.get(Answers.CLASSES)) {
      html.append("<th scope=\"col\">").append(HtmlTables.escaped(name.asText())).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    JsonNode counts = answers.get(Answers.COUNTS);
    for (int row = 0; row < counts.size(); row++) {
      html.append("<tr><th scope=\"row\">")
          .append(HtmlTables.escaped(answers.get(Answers.CLASSES).get(row).asText()))
          .append("</th>");
      for (JsonNode count : counts.get(row)) {
        html.append("<td class=\"number\">").append(count.asLong()).append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table>\n").toString();
  }

  private static String oneByOne(JsonNode answers) {
    StringBuilder html =
        new StringBuilder(
            "<table class=\"each\"><thead><tr><th></th><th scope=\"col\">precision</th>"
                + "<th scope=\"col\">recall</th><th scope=\"col\">F1</th>"
                + "<th scope=\"col\">examples</th></tr></thead>\n<tbody>\n");
    JsonNode figures = answers.get(Answers.FIGURES);
    for (int row = 0; row < figures.size(); row++) {
      html.append("<tr><th scope=\"row\">")
          .append(HtmlTables.escaped(answers.get(Answers.EACH).get(row).asText()))
          .append("</th>");
      for (int column = 0; column < figures.get(row).size(); column++) {
        double value = figures.get(row).get(column).asDouble();
        html.append("<td class=\"number\">")
            .append(
                column < SHARES
                    ? String.format(Locale.ROOT, "%.2f %%", 100 * value)
                    : String.format(Locale.ROOT, "%.0f", value))
            .append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table>\n").toString();
  }

  private static String scatter(JsonNode answers) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (JsonNode point : answers.get(Answers.POINTS)) {
      low = Math.min(low, Math.min(point.get(0).asDouble(), point.get(1).asDouble()));
      high = Math.max(high, Math.max(point.get(0).asDouble(), point.get(1).asDouble()));
    }
    double span = high > low ? high - low : 1;
    StringBuilder svg = new StringBuilder(frame(answers, low, high));
    for (JsonNode point : answers.get(Answers.POINTS)) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"currentColor\" opacity=\"0.5\"/>\n",
              place(point.get(0).asDouble(), low, span),
              SIDE - place(point.get(1).asDouble(), low, span)));
    }
    return svg.append("</svg>\n<p class=\"note\">Answers (up) over truths (across), both from ")
        .append(
            String.format(
                Locale.ROOT, "%.4g to %.4g; on the line they are equal.</p>\n", low, high))
        .toString();
  }

  private static String frame(JsonNode answers, double low, double high) {
    return String.format(
        Locale.ROOT,
        "<svg class=\"scatter\" width=\"%1$d\" height=\"%1$d\" role=\"img\""
            + " aria-label=\"answers over truths of %2$s, from %3$.4g to %4$.4g\">\n"
            + "<line x1=\"%5$d\" y1=\"%6$d\" x2=\"%6$d\" y2=\"%5$d\" stroke=\"currentColor\""
            + " opacity=\"0.4\"/>\n",
        SIDE,
        HtmlTables.escaped(answers.get(Answers.TARGET).asText()),
        low,
        high,
        MARGIN,
        SIDE - MARGIN);
  }

  private static double place(double value, double low, double span) {
    return MARGIN + (value - low) / span * (SIDE - 2 * MARGIN);
  }
}
