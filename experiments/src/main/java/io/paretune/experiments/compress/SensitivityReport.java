package io.paretune.experiments.compress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.compress.sensitivity.Effect;
import io.paretune.evaluators.compress.sensitivity.Sensitivity;
import io.paretune.evaluators.compress.sensitivity.SensitivityTable;
import io.paretune.hardware.protocol.Latency;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table of sensitivities, for people and for programs. */
public final class SensitivityReport {

  /** Blocks that the closing lines name. */
  private static final int NAMED = 3;

  private static final String AS_IT_CAME = "(as it came)";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final SensitivityTable table;
  private final boolean timed;

  /** The report of a table. */
  public SensitivityReport(SensitivityTable table) {
    this.table = table;
    this.timed = table.before().latency().isPresent();
  }

  /** Aligned columns, then which blocks are cheapest to change, a line for each change. */
  public String text() {
    int width =
        table.rows().stream()
            .mapToInt(row -> row.block().length())
            .reduce(AS_IT_CAME.length(), Math::max);
    String start = "%-" + width + "s  %-12s";
    StringBuilder text = new StringBuilder(start.formatted("block", "change")).append(titles());
    Effect before = table.before();
    text.append(start.formatted(AS_IT_CAME, "")).append(line(before, 0, 0));
    for (Sensitivity row : table.rows()) {
      text.append(start.formatted(row.block(), row.change()))
          .append(line(row.after(), row.savedShare(), row.lost(table.metric())));
    }
    return text.append(cheapest()).toString();
  }

  private String titles() {
    return " %11s %13s %9s %7s %9s %7s %11s"
            .formatted(
                "parameters",
                "multiply-adds",
                "bytes",
                "saved",
                table.metric().name(),
                "lost",
                "divergence")
        + (timed ? "     latency" : "")
        + "\n";
  }

  private String cheapest() {
    StringBuilder text =
        new StringBuilder(
                "\non %d validation examples; divergence in %s, cheapest by divergence for each byte saved"
                    .formatted(table.examples(), table.divergenceUnit()))
            .append(timed ? "; ~ where the machine was too busy to measure\n" : "\n");
    int labels = table.changes().stream().mapToInt(String::length).reduce(0, Math::max);
    for (String change : table.changes()) {
      String names =
          table.cheapest(change).stream()
              .limit(NAMED)
              .map(Sensitivity::block)
              .collect(Collectors.joining(", "));
      text.append(
          ("cheapest for %-" + (labels + 1) + "s %s\n")
              .formatted(change + ":", names.isEmpty() ? "none saves bytes" : names));
    }
    return text.toString();
  }

  private String line(Effect effect, double saved, double lost) {
    String latency =
        effect
            .latency()
            .map(
                measured ->
                    String.format(
                        Locale.ROOT,
                        " %s%8.4f ms",
                        measured.stable() ? " " : "~",
                        measured.medianMs()))
            .orElse("");
    return String.format(
            Locale.ROOT,
            table.metric().isShare()
                ? " %11d %13d %9d %5.1f %% %7.2f %% %7.2f %11.6f"
                : " %11d %13d %9d %5.1f %% %9.4g %7.3g %11.6f",
            effect.parameters(),
            effect.multiplyAdds(),
            effect.bytes(),
            100 * saved,
            table.metric().isShare() ? 100 * effect.score() : effect.score(),
            lost,
            effect.divergence())
        + latency
        + "\n";
  }

  /**
   * Comma-separated values with a header line, numbers exact: {@code
   * block,change,parameters,multiply-adds,size-bytes,saved,METRIC,points-lost,divergence}, METRIC
   * being the task's reported one, and {@code lost} in its unit in place of points where it is no
   * share; then, if measured, {@code latency-ms,latency-stable}. The model as it came is first, its
   * block and change empty.
   */
  public String csv() {
    StringBuilder text = new StringBuilder();
    text.append("block,change,parameters,multiply-adds,size-bytes,saved,")
        .append(table.metric().name() + "," + lost() + ",")
        .append(timed ? "divergence,latency-ms,latency-stable\n" : "divergence\n");
    text.append(csv("", "", table.before(), 0, 0));
    for (Sensitivity row : table.rows()) {
      text.append(
          csv(row.block(), row.change(), row.after(), row.savedShare(), row.lost(table.metric())));
    }
    return text.toString();
  }

  /** What a column of what is lost is called. */
  private String lost() {
    return table.metric().isShare() ? "points-lost" : "lost";
  }

  private static String csv(String block, String change, Effect effect, double saved, double lost) {
    StringBuilder line = new StringBuilder();
    line.append(block).append(',').append(change);
    line.append(',').append(effect.parameters()).append(',').append(effect.multiplyAdds());
    line.append(',').append(effect.bytes()).append(',').append(saved);
    line.append(',').append(effect.score()).append(',').append(lost);
    line.append(',').append(effect.divergence());
    effect
        .latency()
        .ifPresent(
            time -> line.append(',').append(time.medianMs()).append(',').append(time.stable()));
    return line.append('\n').toString();
  }

  /**
   * {@code {"examples": 500, "before": {...}, "rows": [{"block": "layer1.0", "change": "bits=8",
   * ...}], "cheapest": {"bits=8": ["layer1.0", ...]}}}, fields as the columns of {@link #csv}.
   */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("examples", table.examples());
    put(root.putObject("before"), table.before());
    ArrayNode rows = root.putArray("rows");
    for (Sensitivity row : table.rows()) {
      ObjectNode node = rows.addObject();
      node.put("block", row.block()).put("change", row.change());
      put(node, row.after());
      node.put("saved", row.savedShare()).put(lost(), row.lost(table.metric()));
    }
    ObjectNode cheapest = root.putObject("cheapest");
    for (String change : table.changes()) {
      ArrayNode names = cheapest.putArray(change);
      table.cheapest(change).forEach(row -> names.add(row.block()));
    }
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException("writing to memory cannot fail", impossible);
    }
  }

  private void put(ObjectNode node, Effect effect) {
    node.put("parameters", effect.parameters());
    node.put("multiply-adds", effect.multiplyAdds());
    node.put("size-bytes", effect.bytes());
    node.put(table.metric().name(), effect.score());
    node.put("divergence", effect.divergence());
    if (effect.latency().isPresent()) {
      Latency latency = effect.latency().get();
      node.put("latency-ms", latency.medianMs()).put("latency-stable", latency.stable());
    }
  }
}
