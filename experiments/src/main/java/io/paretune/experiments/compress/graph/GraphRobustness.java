package io.paretune.experiments.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.paretune.evaluators.onnx.graph.GivenGraph;
import io.paretune.evaluators.onnx.graph.call.Answers;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.robustness.Corruption;
import io.paretune.evaluators.robustness.Corruptions;
import io.paretune.hardware.HardwareException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * How alike a file answers to the original where both get corrupted images.
 *
 * @param rows one for each condition, the images as they are last
 * @param notes what was not looked at, and why
 */
record GraphRobustness(List<Row> rows, List<String> notes) {

  /** Calls of each condition. */
  private static final int MOST = 32;

  /** Copies the lists. */
  GraphRobustness {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /**
   * One condition.
   *
   * @param condition such as {@code noise 0.06}
   * @param fidelity to the original
   */
  record Row(String condition, Fidelity fidelity) {

    /** Share of the rows of the worst output whose largest value is elsewhere. */
    double changed() {
      return 1 - fidelity.worst().agreement();
    }
  }

  /**
   * Looks at a file.
   *
   * @param calls that it was judged by
   * @param timeLeft whether there is time for a further condition
   * @return without rows if the calls are no images
   */
  static GraphRobustness of(
      GivenGraph original, ModelProto model, NamedInputs calls, BooleanSupplier timeLeft) {
    Map<String, NamedInputs> conditions = new LinkedHashMap<>();
    for (Corruption corruption : Corruptions.standard()) {
      calls.corrupted(corruption).ifPresent(some -> conditions.put(corruption.name(), some));
    }
    if (conditions.isEmpty()) {
      return new GraphRobustness(List.of(), List.of());
    }
    List<Row> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    conditions.put("as they are", calls);
    conditions.forEach(
        (condition, some) -> {
          if (!timeLeft.getAsBoolean()) {
            notes.add("'" + condition + "' is not looked at: the time limit");
            return;
          }
          try {
            rows.add(row(condition, original, model, some));
          } catch (IllegalArgumentException | HardwareException impossible) {
            notes.add("'" + condition + "' is not looked at: " + impossible.getMessage());
          }
        });
    return new GraphRobustness(rows, notes);
  }

  private static Row row(
      String condition, GivenGraph original, ModelProto model, NamedInputs calls) {
    try (Answers answers = Answers.of(original.judged(), calls, Fidelity.Criterion.CENTRED)) {
      return new Row(condition, answers.fidelity(model, MOST));
    }
  }

  /** A line for each condition; empty if there are none. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (!rows.isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%-28s %10s %10s %9s  worst output%n",
              "recommended, with images",
              "cosine",
              "centred",
              "changed"));
    }
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-28s %10.6f %10.6f %8.1f%%  %s%n",
              row.condition(),
              row.fidelity().leastCosine(),
              row.fidelity().worst().centred(),
              100 * row.changed(),
              row.fidelity().worst().name()));
    }
    notes.forEach(note -> text.append("note: ").append(note).append(System.lineSeparator()));
    return text.toString();
  }

  /** The same for programs. */
  void write(ArrayNode into) {
    for (Row row : rows) {
      into.addObject()
          .put("condition", row.condition())
          .put("cosine", row.fidelity().leastCosine())
          .put("centred-cosine", row.fidelity().worst().centred())
          .put("changed", row.changed());
    }
  }
}
