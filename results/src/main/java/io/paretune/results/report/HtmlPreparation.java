package io.paretune.results.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.results.summary.Inheritance;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.StudyAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The part of the page that shows how what all trials shared was made, and what it was worth. */
final class HtmlPreparation {

  private static final int WIDTH = 520;
  private static final int HEIGHT = 240;
  private static final int MARGIN = 36;
  private static final String LOSS = "loss";
  private static final List<String> DASHES = List.of("", "6 4", "2 3");

  private HtmlPreparation() {}

  /** Whether an attribute of a study is one of these curves. */
  static boolean isCurve(String attribute) {
    return attribute.startsWith(StudyAttributes.PREPARATION_CURVE);
  }

  /** A sentence, and a chart of scores for each thing made; nothing if nothing was prepared. */
  static String of(StudySummary study) {
    String state = study.attributes().getOrDefault(StudyAttributes.PREPARATION, "");
    if (state.isEmpty()) {
      return "";
    }
    StringBuilder charts = new StringBuilder();
    study.attributes().entrySet().stream()
        .filter(attribute -> isCurve(attribute.getKey()))
        .forEach(attribute -> charts.append(course(attribute.getKey(), attribute.getValue())));
    return "<section class=\"card\">\n  <h2>Preparation</h2>\n<p>"
        + HtmlTables.escaped(state)
        + ".</p>\n"
        + charts
        + Inheritance.of(study)
            .map(found -> "<p class=\"note\">" + HtmlTables.escaped(found.inWords()) + "</p>\n")
            .orElse("")
        + "</section>\n";
  }

  private static String course(String attribute, String json) {
    String name = attribute.substring(StudyAttributes.PREPARATION_CURVE.length()).replace(".", "");
    return read(json)
        .map(
            curve ->
                "<h3>%s</h3>\n<div class=\"scroll\">\n%s</div>\n%s"
                    .formatted(HtmlTables.escaped(name), chart(lines(curve)), losses(curve)))
        .orElse("");
  }

  private static Optional<JsonNode> read(String json) {
    try {
      return Optional.of(new ObjectMapper().readTree(json)).filter(all -> all.has("points"));
    } catch (JsonProcessingException foreign) {
      return Optional.empty();
    }
  }

  /** Points of each figure but the loss, by name: step and value. */
  private static Map<String, List<double[]>> lines(JsonNode curve) {
    Map<String, List<double[]>> lines = new LinkedHashMap<>();
    for (JsonNode point : curve.get("points")) {
      point
          .path("figures")
          .properties()
          .forEach(
              figure -> {
                if (!figure.getKey().equals(LOSS) && figure.getValue().isNumber()) {
                  lines
                      .computeIfAbsent(figure.getKey(), name -> new ArrayList<>())
                      .add(
                          new double[] {
                            point.path("step").asDouble(), figure.getValue().asDouble()
                          });
                }
              });
    }
    return lines;
  }

  private static String losses(JsonNode curve) {
    JsonNode points = curve.get("points");
    if (points.isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "<p class=\"note\">Scores on the validation split over epochs. Training loss: %.4g after"
            + " the first epoch, %.4g after epoch %d.</p>%n",
        points.get(0).path("figures").path(LOSS).asDouble(),
        points.get(points.size() - 1).path("figures").path(LOSS).asDouble(),
        points.get(points.size() - 1).path("step").asInt());
  }

  private static String chart(Map<String, List<double[]>> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    double most = 1;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (List<double[]> line : lines.values()) {
      for (double[] point : line) {
        most = Math.max(most, point[0]);
        low = Math.min(low, point[1]);
        high = Math.max(high, point[1]);
      }
    }
    double span = high > low ? high - low : 1;
    StringBuilder svg = new StringBuilder(opened(low, high, most));
    int index = 0;
    for (Map.Entry<String, List<double[]>> line : lines.entrySet()) {
      svg.append(polyline(line, index++, most, low, span));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String opened(double low, double high, double most) {
    return String.format(
        Locale.ROOT,
        "<svg class=\"curve\" width=\"%1$d\" height=\"%2$d\" role=\"img\" aria-label=\"scores"
            + " from %3$.4g to %4$.4g over %5$.0f epochs\" fill=\"currentColor\""
            + " font-size=\"13\">\n"
            + "<path d=\"M%6$d %7$d V%8$d H%9$d\" fill=\"none\" stroke=\"currentColor\""
            + " opacity=\"0.4\"/>\n"
            + "<text x=\"2\" y=\"%7$d\">%4$.2g</text><text x=\"2\" y=\"%8$d\">%3$.2g</text>\n"
            + "<text x=\"%9$d\" y=\"%10$d\" text-anchor=\"end\">epoch %5$.0f</text>\n",
        WIDTH,
        HEIGHT,
        low,
        high,
        most,
        MARGIN,
        MARGIN / 2,
        HEIGHT - MARGIN,
        WIDTH - 3 * MARGIN,
        HEIGHT - MARGIN / 2);
  }

  private static String polyline(
      Map.Entry<String, List<double[]>> line, int index, double most, double low, double span) {
    StringBuilder points = new StringBuilder();
    double x = 0;
    double y = 0;
    for (double[] point : line.getValue()) {
      x = MARGIN + point[0] / most * (WIDTH - 4 * MARGIN);
      y = HEIGHT - MARGIN - (point[1] - low) / span * (HEIGHT - 1.5 * MARGIN);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    return String.format(
        Locale.ROOT,
        "<polyline points=\"%s\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\""
            + " stroke-dasharray=\"%s\"/><text x=\"%.1f\" y=\"%.1f\">%s</text>%n",
        points.toString().strip(),
        DASHES.get(index % DASHES.size()),
        x + 6,
        y + 4,
        HtmlTables.escaped(line.getKey()));
  }
}
