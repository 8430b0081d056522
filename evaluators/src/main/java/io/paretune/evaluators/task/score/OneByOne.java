package io.paretune.evaluators.task.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well each class or label is told apart from all others: what {@code classification_report} of
 * scikit-learn has a line for. What would be divided by zero is 0, as there.
 */
public final class OneByOne {

  /** What is known of each. */
  public static final List<Metric> FIGURES = List.of(Metric.PRECISION, Metric.RECALL, Metric.F1);

  private final List<String> names = new ArrayList<>();
  private final Map<Metric, Double> values = new LinkedHashMap<>();
  private final List<Long> examples = new ArrayList<>();

  /** Of each of these classes; what else a matrix has is left out. */
  public static OneByOne of(ConfusionMatrix matrix, List<String> classes) {
    OneByOne each = new OneByOne();
    for (int c = 0; c < classes.size(); c++) {
      each.add(classes.get(c), matrix, c);
    }
    return each;
  }

  /** The metrics of all of these, by class or label. */
  public static List<Metric> metrics(List<String> names) {
    return names.stream().flatMap(name -> FIGURES.stream().map(figure -> figure.of(name))).toList();
  }

  /**
   * Adds a class or label.
   *
   * @param c which class of the matrix it is
   */
  public void add(String name, ConfusionMatrix matrix, int c) {
    names.add(name);
    values.put(Metric.PRECISION.of(name), matrix.precision(c));
    values.put(Metric.RECALL.of(name), matrix.recall(c));
    values.put(Metric.F1.of(name), matrix.f1(c));
    examples.add(matrix.support(c));
  }

  /** The values, by class or label. */
  public Map<Metric, Double> values() {
    return Map.copyOf(values);
  }

  /** As a table for a report. */
  public Picture.Table table() {
    List<List<Double>> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<Double> row = new ArrayList<>();
      for (Metric figure : FIGURES) {
        row.add(values.getOrDefault(figure.of(names.get(i)), Double.NaN));
      }
      row.add((double) examples.get(i));
      rows.add(row);
    }
    return new Picture.Table(names, rows);
  }
}
