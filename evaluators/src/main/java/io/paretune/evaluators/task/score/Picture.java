package io.paretune.evaluators.task.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.search.trial.Assessment.Answers;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers beside the truth, small enough to be kept with a trial and drawn by a report. */
public sealed interface Picture {

  /** More classes than that make no picture. */
  int MOST_CLASSES = 40;

  /** More points than that do not make a picture clearer. */
  int MOST_POINTS = 200;

  /**
   * As JSON: {@code {"classes": ["a", "b"], "counts": [[5, 1], [0, 4]]}}, a row for each true
   * class, with the fields of a table beside them; {@code {"each": ["a", "b"], "figures": [[0.9,
   * 0.8, 0.85, 6], ...]}}, precision, recall, F1 and examples of each; or {@code {"target":
   * "price", "points": [[truth, answer], ...]}}.
   */
  String json();

  /**
   * How often each class was answered where each was true.
   *
   * @param classes the names, truths first; answers that are no class of the data are numbered
   * @param counts a row for each true class
   * @param each of the classes of the data
   */
  record Confusion(List<String> classes, List<List<Long>> counts, Table each) implements Picture {
    /** Copies the lists. */
    public Confusion {
      classes = List.copyOf(classes);
      counts = counts.stream().map(List::copyOf).toList();
    }

    /** The picture of a matrix. */
    public static Confusion of(ConfusionMatrix matrix, List<String> names) {
      List<String> all = new ArrayList<>(names);
      for (int c = names.size(); c < matrix.classes(); c++) {
        all.add("output " + c);
      }
      return new Confusion(all, matrix.rows(), OneByOne.of(matrix, names).table());
    }

    @Override
    public String json() {
      return text(
          Map.of(
              Answers.CLASSES,
              classes,
              Answers.COUNTS,
              counts,
              Answers.EACH,
              each.names(),
              Answers.FIGURES,
              each.rows()));
    }
  }

  /**
   * Figures of single classes or labels.
   *
   * @param names of them
   * @param rows precision, recall, F1 and number of examples of each
   */
  record Table(List<String> names, List<List<Double>> rows) implements Picture {
    /** Copies the lists. */
    public Table {
      names = List.copyOf(names);
      rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public String json() {
      return text(Map.of(Answers.EACH, names, Answers.FIGURES, rows));
    }
  }

  /**
   * Answers over truths.
   *
   * @param target what is predicted
   * @param points truth, then answer, of some examples
   */
  record Scatter(String target, List<List<Float>> points) implements Picture {
    /** Copies the lists. */
    public Scatter {
      points = points.stream().map(List::copyOf).toList();
    }

    @Override
    public String json() {
      return text(Map.of(Answers.TARGET, target, Answers.POINTS, points));
    }
  }

  private static String text(Map<String, ?> fields) {
    try {
      return new ObjectMapper().writeValueAsString(new TreeMap<>(fields));
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException("writing to memory cannot fail", impossible);
    }
  }
}
