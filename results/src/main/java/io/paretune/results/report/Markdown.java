package io.paretune.results.report;

import io.paretune.results.summary.Facts;
import io.paretune.results.summary.Numbers;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The front's members as a table in Markdown (GitHub's flavour), under a line of facts and over
 * what mattered.
 */
final class Markdown {

  private Markdown() {}

  static void write(StudySummary study, OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(escaped(study.definition().name())).append("\n\n");
    text.append(escaped(Facts.sentence(study))).append("\n\n");
    List<Columns.Column> columns =
        Columns.of(study).stream().filter(column -> column.kind() != Columns.Kind.STATE).toList();
    for (Columns.Column column : columns) {
      text.append("| ").append(escaped(title(study, column))).append(' ');
    }
    text.append("|\n");
    for (Columns.Column column : columns) {
      text.append(numeric(study, column) ? "| ---: " : "| --- ");
    }
    text.append("|\n");
    for (Trial trial : study.front()) {
      for (Columns.Column column : columns) {
        String value = column.value(trial).map(Numbers::text).orElse("");
        String mark =
            Columns.caveat(trial, column)
                .map(caveat -> " (" + caveat.kind().word() + ") ")
                .orElse(" ");
        text.append("| ").append(escaped(value)).append(mark);
      }
      text.append("|\n");
    }
    text.append(ImportanceTables.markdown(study));
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String title(StudySummary study, Columns.Column column) {
    for (Objective objective : study.definition().objectives()) {
      if (column.kind() == Columns.Kind.OBJECTIVE && objective.name().equals(column.name())) {
        return Facts.title(objective);
      }
    }
    return column.title();
  }

  private static boolean numeric(StudySummary study, Columns.Column column) {
    return study.front().stream()
        .flatMap(trial -> column.value(trial).stream())
        .allMatch(Number.class::isInstance);
  }

  static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("\r", " ")
        .replace("\n", " ");
  }
}
