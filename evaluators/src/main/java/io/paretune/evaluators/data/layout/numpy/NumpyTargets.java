package io.paretune.evaluators.data.layout.numpy;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.table.ClassNames;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import io.paretune.evaluators.task.targets.Targets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an array of targets says: {@code [n]}, {@code [n][1]}, or a column for each class or label.
 */
final class NumpyTargets {

  /** The greatest label that stands for as many classes, seen or not. */
  private static final int MOST = 1000;

  private final Reading reading;

  NumpyTargets(Reading reading) {
    this.reading = reading;
  }

  /**
   * The targets of a part.
   *
   * @param known the names of the training part's, or none
   */
  Targets of(NumpyArray array, List<String> known) {
    if (array.shape().isEmpty() || array.size() == 0) {
      throw new DataException(array.name(), "a target for each example", "none");
    }
    int rows = array.shape().get(0);
    int columns = (int) (array.size() / rows);
    return switch (reading.targets()) {
      case CLASSES -> columns == 1 ? classes(array, rows, known) : oneHot(array, rows, columns);
      case NUMBERS -> numbers(array, rows, columns);
      case LABELS -> labels(array, rows, columns);
      case MASKS ->
          throw new DataException(
              array.name(),
              reading.targets().words(),
              "an array of targets; give folders of masks");
    };
  }

  private static Targets classes(NumpyArray array, int rows, List<String> known) {
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      texts.add(array.text(row));
    }
    List<String> names = known.isEmpty() ? names(array, texts) : known;
    int[] classes = new int[rows];
    for (int row = 0; row < rows; row++) {
      classes[row] = names.indexOf(texts.get(row));
      if (classes[row] < 0) {
        throw new DataException(
            array.name(),
            "labels among " + DataException.listed(names),
            "'%s' of example %d".formatted(texts.get(row), row));
      }
    }
    return ClassTargets.of(names, classes);
  }

  /** Those that are there, by number or name; of whole numbers from 0 all up to the greatest. */
  private static List<String> names(NumpyArray array, List<String> texts) {
    Set<String> distinct = new HashSet<>(texts);
    if (array.isWhole() && distinct.contains("0")) {
      int greatest = 0;
      boolean counted = true;
      for (String text : distinct) {
        long number = Long.parseLong(text);
        counted &= number >= 0 && number < MOST;
        greatest = (int) Math.max(greatest, Math.min(MOST, number));
      }
      if (counted) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i <= greatest; i++) {
          names.add(String.valueOf(i));
        }
        return names;
      }
    }
    if (!array.isText() && distinct.size() > MOST) {
      throw new DataException(
          array.name(),
          "classes",
          distinct.size() + " different numbers, which looks like regression: task: regression");
    }
    return ClassNames.ordered(distinct);
  }

  private static Targets oneHot(NumpyArray array, int rows, int columns) {
    int[] classes = new int[rows];
    for (int row = 0; row < rows; row++) {
      int ones = 0;
      for (int c = 0; c < columns; c++) {
        double value = array.isText() ? Double.NaN : array.at((long) row * columns + c);
        if (value == 1) {
          classes[row] = c;
          ones++;
        } else if (value != 0) {
          ones = columns + 1;
        }
      }
      if (ones != 1) {
        throw new DataException(
            array.name(),
            "one class of each example, as a number or as a single 1 in its row"
                + " (several labels: task: multi-label)",
            array.shape() + ", and others in row " + row);
      }
    }
    List<String> names = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      names.add(String.valueOf(c));
    }
    return ClassTargets.of(names, classes);
  }

  private static Targets numbers(NumpyArray array, int rows, int columns) {
    if (columns != 1 || array.isText()) {
      throw new DataException(array.name(), "one number of each example", "" + array.shape());
    }
    float[] values = new float[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = (float) array.at(row);
      if (!Float.isFinite(values[row])) {
        throw new DataException(array.name(), "a number of each example", "none in row " + row);
      }
    }
    return NumberTargets.of("target", values);
  }

  private static Targets labels(NumpyArray array, int rows, int columns) {
    BitSet flags = new BitSet(rows * columns);
    List<String> names = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      names.add(String.valueOf(c));
    }
    for (int i = 0; i < rows * columns; i++) {
      double value = array.isText() ? Double.NaN : array.at(i);
      if (value != 0 && value != 1) {
        throw new DataException(array.name(), "0 or 1 for each label", array.text(i));
      }
      flags.set(i, value == 1);
    }
    return LabelTargets.of(names, rows, flags);
  }
}
