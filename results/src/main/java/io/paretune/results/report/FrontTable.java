package io.paretune.results.report;

import static java.util.stream.Collectors.joining;

import io.paretune.results.summary.Numbers;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.CrowdingTruncation;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Trial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A study's front for the terminal and for scripts.
 *
 * <p>Columns: {@code trial,state,<params...>,<objectives...>,<further metrics...>}; rows by the
 * first objective to be minimised.
 */
public final class FrontTable {

  /** Width that {@link #text()} keeps to. */
  public static final int WIDTH = 100;

  private final StudySummary study;

  private FrontTable(StudySummary study) {
    this.study = study;
  }

  /** The front of a study. */
  public static FrontTable of(StudySummary study) {
    return new FrontTable(study);
  }

  /** Comma-separated values with a header line; numbers exact. */
  public String csv() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Csv.front(study, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory cannot fail", impossible);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** An array of objects whose fields are the columns; absent where a trial has no value. */
  public String json() {
    try {
      return Json.pretty(Json.rows(study, study.front())) + "\n";
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory cannot fail", impossible);
    }
  }

  /** A table of at most {@link #WIDTH} columns, where that can be had. */
  public String text() {
    return text(WIDTH);
  }

  /** As {@link #text(int, int)}, of all members. */
  public String text(int width) {
    return text(width, Integer.MAX_VALUE);
  }

  /**
   * A table for people. To fit the width it leaves out, saying which: first columns that are the
   * same in every row, then further metrics from the right, then parameters from the right, and
   * last what was measured again.
   *
   * @param width in characters
   * @param most members; of more, those that span the front best, its ends among them, which is
   *     said
   */
  public String text(int width, int most) {
    List<Trial> rows = spanning(study.front(), most);
    if (rows.isEmpty()) {
      return "The front is empty: no trial is complete and within the constraints.\n";
    }
    List<TextColumn> columns = new ArrayList<>();
    Columns.of(study).forEach(column -> columns.add(new TextColumn(column, rows)));
    List<String> constant = new ArrayList<>();
    List<String> left = new ArrayList<>();
    if (total(columns) > width && rows.size() > 1) {
      drop(columns, constant);
    }
    shrink(columns, column -> isMetric(column) && !Assessment.isAgain(column.title()), width, left);
    shrink(columns, column -> column.kind() == Columns.Kind.PARAMETER, width, left);
    shrink(columns, FrontTable::isMetric, width, left);
    StringBuilder text = new StringBuilder(grid(columns, rows.size()));
    notes(text, width, rows);
    note(text, width, "the same in every row: ", constant);
    note(text, width, "left out (see --format csv): ", left);
    return text.toString();
  }

  /** What must be known of the figures. */
  private void notes(StringBuilder text, int width, List<Trial> rows) {
    int members = study.front().size();
    note(
        text,
        width,
        "of the front are shown: ",
        rows.size() == members
            ? List.of()
            : List.of(rows.size() + " of " + members + " members, which span it best"));
    note(
        text,
        width,
        "unstable figures (the machine was too busy to measure; see the report): trial ",
        numbers(rows, trial -> StudySummary.unstable(trial).isPresent()));
    note(
        text,
        width,
        "weights inherited from the shared network, not trained on: trial ",
        numbers(rows, StudySummary::inherited));
    long foretold = study.trials().stream().filter(FrontTable::isForetold).count();
    note(
        text,
        width,
        "foretold instead of measured, since others are better even at the most hopeful value: ",
        foretold == 0 ? List.of() : List.of(foretold + " trials, none of them here"));
    note(text, width, "measured again, more than 5 % apart: ", apart(rows));
    note(text, width, "the best of several seeds, of which mean and deviation are: ", seeds(rows));
    note(
        text,
        width,
        "left out, measured on another machine and not on this one: trial ",
        numbers(study.finished(), study::elsewhere));
  }

  private List<Trial> spanning(List<Trial> front, int most) {
    if (front.size() <= most) {
      return front;
    }
    List<Costs> costs = front.stream().map(study::costs).toList();
    double[] crowding = CrowdingTruncation.crowding(costs, most);
    return IntStream.range(0, crowding.length)
        .filter(i -> !Double.isNaN(crowding[i]))
        .mapToObj(front::get)
        .toList();
  }

  private static boolean isForetold(Trial trial) {
    return StudySummary.foretold(trial).isPresent();
  }

  /** Titles and cells, in columns. */
  private static String grid(List<TextColumn> columns, int rows) {
    StringBuilder text = new StringBuilder();
    for (int row = -1; row < rows; row++) {
      int here = row;
      String line = columns.stream().map(column -> column.cell(here)).collect(joining("  "));
      text.append(line.stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> numbers(List<Trial> trials, Predicate<Trial> which) {
    return trials.stream().filter(which).map(trial -> Long.toString(trial.number())).toList();
  }

  private static List<String> apart(List<Trial> rows) {
    List<String> apart = new ArrayList<>();
    for (Trial trial : rows) {
      StudySummary.disagreement(trial)
          .ifPresent(words -> apart.add("trial " + trial.number() + " (" + words + ")"));
    }
    return apart;
  }

  /** What the first objective of finalists is that were trained from several seeds. */
  private List<String> seeds(List<Trial> rows) {
    String metric = study.objectives().get(0);
    List<String> seeds = new ArrayList<>();
    for (Trial trial : rows) {
      StudySummary.metric(trial, Assessment.mean(metric))
          .ifPresent(
              mean ->
                  seeds.add(
                      "trial %d %s +- %s"
                          .formatted(
                              trial.number(),
                              Numbers.text(mean),
                              StudySummary.metric(trial, Assessment.deviation(metric))
                                  .map(Numbers::text)
                                  .orElse("?"))));
    }
    return seeds;
  }

  /** A line about some things, if there are any. */
  private static void note(StringBuilder text, int width, String words, List<String> things) {
    if (!things.isEmpty()) {
      text.append(wrapped(words + String.join(", ", things), width));
    }
  }

  private static void drop(List<TextColumn> columns, List<String> constant) {
    columns.removeIf(
        column -> {
          boolean dropped = column.isConstant() && column.kind() != Columns.Kind.OBJECTIVE;
          if (dropped) {
            constant.add(column.title() + "=" + column.firstValue());
          }
          return dropped;
        });
  }

  private static boolean isMetric(TextColumn column) {
    return column.kind() == Columns.Kind.METRIC;
  }

  private static void shrink(
      List<TextColumn> columns, Predicate<TextColumn> which, int width, List<String> left) {
    for (int i = columns.size() - 1; i >= 0 && total(columns) > width; i--) {
      if (which.test(columns.get(i))) {
        left.add(0, columns.remove(i).title());
      }
    }
  }

  private static int total(List<TextColumn> columns) {
    return columns.stream().mapToInt(column -> column.width() + 2).sum() - 2;
  }

  private static String wrapped(String words, int width) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String word : words.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > width) {
        text.append("\n ");
        column = 1;
      }
      text.append(column == 0 ? "" : " ").append(word);
      column += word.length() + 1;
    }
    return text.append('\n').toString();
  }

  /** A column with its cells as text: numbers to the right, words to the left. */
  private static final class TextColumn {

    private final Columns.Column column;
    private final List<String> cells = new ArrayList<>();
    private final boolean numeric;
    private final int width;

    private TextColumn(Columns.Column column, List<Trial> rows) {
      this.column = column;
      rows.forEach(trial -> cells.add(column.value(trial).map(Numbers::text).orElse("-")));
      this.numeric =
          rows.stream()
              .flatMap(trial -> column.value(trial).stream())
              .allMatch(Number.class::isInstance);
      this.width =
          Math.max(
              column.title().length(), cells.stream().mapToInt(String::length).max().orElse(0));
    }

    private String cell(int row) {
      String cell = row < 0 ? column.title() : cells.get(row);
      String space = " ".repeat(width - cell.length());
      return numeric ? space + cell : cell + space;
    }

    private boolean isConstant() {
      Set<String> different = new HashSet<>(cells);
      return different.size() == 1;
    }

    private String firstValue() {
      return cells.get(0);
    }

    private String title() {
      return column.title();
    }

    private Columns.Kind kind() {
      return column.kind();
    }

    private int width() {
      return width;
    }
  }
}
