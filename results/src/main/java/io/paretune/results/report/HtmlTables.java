package io.paretune.results.report;

import io.paretune.results.summary.Facts;
import io.paretune.results.summary.Numbers;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parts of the page that are tables. Everything from outside passes {@link #escaped}. */
final class HtmlTables {

  private static final int MOST_ENDINGS = 200;
  private static final List<Columns.Kind> ORDER =
      List.of(
          Columns.Kind.TRIAL, Columns.Kind.OBJECTIVE, Columns.Kind.PARAMETER, Columns.Kind.METRIC);
  private static final int SHORT_HASH = 10;

  private HtmlTables() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** The front's members; each cell carries its exact value for sorting. */
  static String front(StudySummary study) {
    if (study.front().isEmpty()) {
      return "<p>No trial is complete and within the constraints.</p>\n";
    }
    // objectives first: with many parameters they would lie beyond the page's right edge
    List<Columns.Column> columns =
        Columns.of(study).stream()
            .filter(column -> column.kind() != Columns.Kind.STATE)
            .sorted(Comparator.comparingInt(column -> ORDER.indexOf(column.kind())))
            .toList();
    // the artifact stands behind the parameters, before what is only reported
    long before = columns.stream().filter(column -> column.kind() != Columns.Kind.METRIC).count();
    List<Columns.Column> searched = columns.subList(0, (int) before);
    List<Columns.Column> further = columns.subList((int) before, columns.size());
    StringBuilder html = new StringBuilder("<table id=\"members\"><thead><tr>");
    searched.forEach(column -> html.append(head(study, column)));
    html.append(
        "<th scope=\"col\"><button type=\"button\">" + Measurement.ARTIFACT + "</button></th>");
    further.forEach(column -> html.append(head(study, column)));
    html.append("</tr></thead>\n<tbody>\n");
    for (Trial trial : study.front()) {
      html.append("<tr data-trial=\"").append(trial.number()).append("\" tabindex=\"0\">");
      searched.forEach(column -> html.append(cell(trial, column)));
      html.append(artifact(trial));
      further.forEach(column -> html.append(cell(trial, column)));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table>\n").toString();
  }

  private static String head(StudySummary study, Columns.Column column) {
    return "<th scope=\"col\" class=\""
        + column.kind().name().toLowerCase(Locale.ROOT)
        + "\"><button type=\"button\">"
        + escaped(title(study, column))
        + "</button></th>";
  }

  private static String artifact(Trial trial) {
    String hash = StudySummary.artifact(trial);
    return "<td class=\"hash\" data-value=\""
        + escaped(hash)
        + "\" title=\""
        + escaped(hash)
        + "\"><code>"
        + escaped(hash.substring(0, Math.min(SHORT_HASH, hash.length())))
        + "</code></td>";
  }

  private static String title(StudySummary study, Columns.Column column) {
    for (Objective objective : study.definition().objectives()) {
      if (column.kind() == Columns.Kind.OBJECTIVE && objective.name().equals(column.name())) {
        return Facts.title(objective);
      }
    }
    return column.title();
  }

  private static String flag(Caveat caveat) {
    return " <span class=\"flag\" title=\""
        + escaped(caveat.reason())
        + "\">\u26A0 "
        + caveat.kind().word()
        + "</span>";
  }

  private static String cell(Trial trial, Columns.Column column) {
    Optional<Object> value = column.value(trial);
    boolean numeric = value.filter(Number.class::isInstance).isPresent();
    String exact = escaped(value.map(Object::toString).orElse(""));
    String flag = Columns.caveat(trial, column).map(HtmlTables::flag).orElse("");
    return "<td"
        + (numeric ? " class=\"number\"" : "")
        + " data-value=\""
        + exact
        + "\" title=\""
        + exact
        + "\">"
        + escaped(value.map(Numbers::text).orElse("\u2013"))
        + flag
        + "</td>";
  }

  /** Objectives, constraints, seed, time and what the run's attributes say. */
  static String facts(StudySummary study) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (Objective objective : study.definition().objectives()) {
      facts.merge(
          "objectives",
          objective.direction().word() + " " + objective.name() + Facts.unit(objective),
          (all, one) -> all + ", " + one);
    }
    for (Constraint constraint : study.definition().constraints()) {
      facts.merge(
          "constraints",
          constraint.metric()
              + (constraint.kind() == Constraint.Kind.AT_MOST ? " \u2264 " : " \u2265 ")
              + Numbers.text(constraint.bound()),
          (all, one) -> all + ", " + one);
    }
    facts.put("seed", Long.toString(study.definition().seed()));
    study.counts().forEach((state, count) -> facts.put(words(state), Integer.toString(count)));
    span(study).ifPresent(span -> facts.put("time", span));
    facts.putAll(study.attributes());
    facts.keySet().removeIf(HtmlPreparation::isCurve);
    StringBuilder html = new StringBuilder("<dl>\n");
    facts.forEach((name, text) -> html.append(fact(name, text)));
    return html.append("</dl>\n").toString();
  }

  private static String fact(String name, String text) {
    boolean isLong = text.length() > 160 || text.contains("\n");
    return "<dt>"
        + escaped(name)
        + "</dt><dd>"
        + (isLong ? "<details><summary>show</summary><pre>" : "")
        + escaped(text)
        + (isLong ? "</pre></details>" : "")
        + "</dd>\n";
  }

  private static String words(TrialState state) {
    return state.name().toLowerCase(Locale.ROOT) + " trials";
  }

  private static Optional<String> span(StudySummary study) {
    Optional<Instant> from =
        study.trials().stream().flatMap(t -> t.startedAt().stream()).min(Instant::compareTo);
    Optional<Instant> to =
        study.trials().stream().flatMap(t -> t.finishedAt().stream()).max(Instant::compareTo);
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    Duration span = Duration.between(from.get(), to.get());
    return Optional.of(
        "%d h %02d min %02d s, until %s"
            .formatted(
                span.toHours(), span.toMinutesPart(), span.toSecondsPart(), to.get().toString()));
  }

  /** What was searched. */
  static String space(StudySummary study) {
    StringBuilder html =
        new StringBuilder(
            "<table><thead><tr><th>parameter</th><th>values</th><th>when</th></tr></thead><tbody>\n");
    for (Parameter parameter : study.definition().space().parameters()) {
      boolean always = parameter.condition() instanceof Condition.Always;
      html.append("<tr><td>")
          .append(escaped(parameter.name()))
          .append("</td><td>")
          .append(escaped(parameter.domain().describe()))
          .append("</td><td>")
          .append(always ? "" : escaped(parameter.condition().describe()))
          .append("</td></tr>\n");
    }
    return html.append("</tbody></table>\n").toString();
  }

  /** Trials that failed or were pruned, with their reasons; failures first. */
  static String endings(StudySummary study) {
    List<Trial> ended = new ArrayList<>();
    for (TrialState state : List.of(TrialState.FAILED, TrialState.PRUNED)) {
      study.trials().stream().filter(trial -> trial.state() == state).forEach(ended::add);
    }
    if (ended.isEmpty()) {
      return "<p>None.</p>\n";
    }
    StringBuilder html =
        new StringBuilder(
            "<table><thead><tr><th>trial</th><th>state</th><th>reason</th></tr></thead><tbody>\n");
    for (Trial trial : ended.subList(0, Math.min(MOST_ENDINGS, ended.size()))) {
      html.append("<tr><td class=\"number\">")
          .append(trial.number())
          .append("</td><td>")
          .append(trial.state().name().toLowerCase(Locale.ROOT))
          .append("</td><td class=\"reason\">")
          .append(escaped(trial.reason()))
          .append("</td></tr>\n");
    }
    html.append("</tbody></table>\n");
    if (ended.size() > MOST_ENDINGS) {
      html.append("<p>and ")
          .append(ended.size() - MOST_ENDINGS)
          .append(" more, in trials.csv</p>\n");
    }
    return html.toString();
  }
}
