package io.paretune.results.report;

import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables as comma-separated values (RFC 4180, lines end in a line feed): the columns of {@link
 * Columns}; numbers as Java writes them, so that they read back exactly; nothing where a trial has
 * no value.
 */
final class Csv {

  private Csv() {}

  /** The front's members, by the first objective to be minimised. */
  static void front(StudySummary study, OutputStream out) throws IOException {
    write(study, study.front(), List.of(), out);
  }

  /**
   * All trials by number; after the common columns {@code sampler, attempts, started-at,
   * finished-at, reason, artifact}.
   */
  static void trials(StudySummary study, OutputStream out) throws IOException {
    write(
        study,
        study.trials(),
        List.of("sampler", "attempts", "started-at", "finished-at", "reason", Measurement.ARTIFACT),
        out);
  }

  private static void write(
      StudySummary study, List<Trial> trials, List<String> further, OutputStream out)
      throws IOException {
    StringBuilder text = new StringBuilder();
    List<Columns.Column> columns = Columns.forPrograms(study);
    List<String> head = new ArrayList<>();
    columns.forEach(column -> head.add(column.title()));
    further.forEach(title -> head.add(head.contains(title) ? "trial:" + title : title));
    line(text, head);
    for (Trial trial : trials) {
      List<String> cells = new ArrayList<>();
      columns.forEach(column -> cells.add(column.value(trial).map(Object::toString).orElse("")));
      if (!further.isEmpty()) {
        cells.add(trial.sampler());
        cells.add(Integer.toString(trial.attempts()));
        cells.add(trial.startedAt().map(Instant::toString).orElse(""));
        cells.add(trial.finishedAt().map(Instant::toString).orElse(""));
        cells.add(trial.reason());
        cells.add(StudySummary.artifact(trial));
      }
      line(text, cells);
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void line(StringBuilder text, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      text.append(i == 0 ? "" : ",").append(quoted(cells.get(i)));
    }
    text.append('\n');
  }

  private static String quoted(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c == ',' || c == '"' || c == '\n' || c == '\r') {
        return '"' + cell.replace("\"", "\"\"") + '"';
      }
    }
    return cell;
  }
}
