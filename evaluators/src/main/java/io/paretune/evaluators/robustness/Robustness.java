package io.paretune.evaluators.robustness;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.task.score.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a file stands beside the original where a mean over clean examples does not look.
 *
 * @param metric that scores are of
 * @param examples that were answered under each condition
 * @param rows the examples as they are first, then under each corruption
 * @param worst the class that loses most, of the examples as they are; empty where there are no
 *     classes
 */
public record Robustness(Metric metric, int examples, List<Row> rows, Optional<Worst> worst) {

  /** Copies the list. */
  public Robustness {
    rows = List.copyOf(rows);
  }

  /**
   * One condition.
   *
   * @param condition such as {@code noise 0.06}
   * @param original score
   * @param other the file's score
   * @param changed share of the examples that are answered otherwise; empty where answers are
   *     numbers
   */
  public record Row(String condition, double original, double other, OptionalDouble changed) {}

  /**
   * A class.
   *
   * @param name of it
   * @param original recall, a share of 1
   * @param other the file's recall
   */
  public record Worst(String name, double original, double other) {}

  /** A line for each condition, then one of the worst class. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-16s %11s %11s %9s %9s   (%d test examples)%n",
            "",
            "as it came",
            "recommended",
            "lost",
            "changed",
            examples));
    rows.forEach(row -> text.append(line(row)));
    worst.ifPresent(
        one ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "worst class      %10.1f%% %10.1f%% %9.3g             recall of '%s'%n",
                    100 * one.original(),
                    100 * one.other(),
                    100 * (one.original() - one.other()),
                    one.name())));
    return text.toString();
  }

  private String line(Row row) {
    return String.format(
        Locale.ROOT,
        "%-16s %11s %11s %9.3g %9s%n",
        row.condition(),
        metric.text(row.original()),
        metric.text(row.other()),
        metric.lost(row.original(), row.other()),
        row.changed().isPresent()
            ? String.format(Locale.ROOT, "%.1f %%", 100 * row.changed().getAsDouble())
            : "");
  }

  /** The same for programs. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("metric", metric.name()).put("examples", examples);
    ArrayNode all = root.putArray("conditions");
    for (Row row : rows) {
      ObjectNode node = all.addObject().put("condition", row.condition());
      node.put("as-it-came", row.original()).put("recommended", row.other());
      node.put("lost", metric.lost(row.original(), row.other()));
      row.changed().ifPresent(share -> node.put("changed", share));
    }
    worst.ifPresent(
        one ->
            root.putObject("worst-class")
                .put("name", one.name())
                .put("recall-as-it-came", one.original())
                .put("recall-recommended", one.other()));
    return root.toPrettyString() + System.lineSeparator();
  }
}
