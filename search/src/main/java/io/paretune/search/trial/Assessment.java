package io.paretune.search.trial;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was found about a trial after the search. It is kept beside the trial's {@link Measurement},
 * not in it: a sampler that reads trials cannot see it.
 *
 * @param kind what was done; a trial has at most one assessment of a kind
 * @param metrics every number by name
 * @param facts how the numbers came about, by name
 * @param machine id of the machine that they hold for; empty if they hold for all
 */
public record Assessment(
    Kind kind, Map<String, Double> metrics, Map<String, String> facts, String machine) {

  /** The fact that shows answers beside the truth, as JSON with the fields of {@link Answers}. */
  public static final String ANSWERS = "test-split.answers";

  /** The fact that says what can be had there without looking at the inputs. */
  public static final String GUESSING = "test-split.guessing";

  private static final String AGAIN = ".again";
  private static final String INHERITED = "inherited-";

  /** What can be done with a trial after the search. */
  public enum Kind {
    /** Its file was judged on examples that no choice of the search depended on. */
    TEST_SPLIT,
    /** What its evaluation measured was measured again. */
    MEASURED_AGAIN,
    /**
     * It was evaluated once more as it is to be handed on, for instance trained on: all its figures
     * and its file are others. Metrics and facts are those of that evaluation's {@link
     * Measurement}.
     */
    FINALIST
  }

  /**
   * The fields of {@link #ANSWERS}: {@code {"classes": [..], "counts": [[..]]}}, a row for each
   * true class; {@code {"each": [..], "figures": [[precision, recall, F1, examples]]}}, a row for
   * each class or label; {@code {"target": "..", "points": [[truth, answer]]}}.
   */
  public static final class Answers {

    /** Names of classes, truths first. */
    public static final String CLASSES = "classes";

    /** How often each class was answered, a row for each true one. */
    public static final String COUNTS = "counts";

    /** Names of classes or labels that have figures. */
    public static final String EACH = "each";

    /** Their figures. */
    public static final String FIGURES = "figures";

    /** What is predicted that is a number. */
    public static final String TARGET = "target";

    /** Truth and answer of some examples. */
    public static final String POINTS = "points";

    private Answers() {}
  }

  /** Copies the maps, keeping their order. */
  public Assessment {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** Under which name reports show a metric's second figure beside the first. */
  public static String again(String metric) {
    return metric + AGAIN;
  }

  /** Under which name a finalist keeps what the search saw of a metric. */
  public static String inherited(String metric) {
    return INHERITED + metric;
  }

  /** Under which name a finalist that was trained from several seeds keeps the mean of a metric. */
  public static String mean(String metric) {
    return metric + ".mean";
  }

  /** Under which name it keeps the standard deviation. */
  public static String deviation(String metric) {
    return metric + ".deviation";
  }

  /** Whether figures are those of a network that was trained on after the search. */
  public static boolean isFinalists(Measurement figures) {
    return figures.metrics().keySet().stream().anyMatch(name -> name.startsWith(INHERITED));
  }

  /** Whether that is the name of a metric's second figure. */
  public static boolean isAgain(String metric) {
    return metric.endsWith(AGAIN);
  }
}
