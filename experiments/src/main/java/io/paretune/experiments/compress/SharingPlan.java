package io.paretune.experiments.compress;

import java.time.Duration;
import java.util.Locale;

/**
 * How a time limit is spent where candidates share weights: as many epochs of the shared network
 * and of finalists as a measured pace lets hope for. What then takes longer is cut.
 *
 * @param views of each training example, all of which the model answers first
 * @param epochs of the shared network
 * @param finalists that are trained on
 * @param finalistEpochs of each
 */
public record SharingPlan(int views, int epochs, int finalists, int finalistEpochs) {

  /** Parts that are trained on each batch. */
  static final int PARTS = 3;

  /** Candidates are evaluated by so many at a time, a thread each. */
  public static final int WORKERS = 2;

  /** Share of the time that the shared network may take. */
  static final double PREPARATION = 0.28;

  /** Share of the time that is kept for finalists: their training is what a user takes home. */
  static final double FINALISTS = 0.42;

  /** Work of a candidate that is worth finishing, as a share of the model's. */
  private static final double PART = 0.55;

  /** For scores, checkpoints, and what else takes time beside steps. */
  private static final double STEPS = 0.8;

  /** What answering a view of all examples on ONNX Runtime takes, as a share of an epoch. */
  private static final double ANSWERS = 0.15;

  /** Share of the preparation's time that the model's answers may take. */
  private static final double ANSWERING = 0.2;

  private static final int MOST_VIEWS = 6;
  private static final int FEWEST_VIEWS = 2;
  private static final int MOST_EPOCHS = 40;
  private static final int MOST_FINALISTS = 6;
  private static final int FEWEST_FINALISTS = 2;
  private static final int FINALIST_EPOCHS = 30;
  private static final int FEW_EPOCHS = 6;

  /**
   * The plan for a limit.
   *
   * @param limit of the whole
   * @param epoch what an epoch of the model takes with all threads
   * @throws IllegalArgumentException if not even the model's answers fit; where no epoch of the
   *     shared network does, candidates begin with the model's own weights
   */
  public static SharingPlan of(Duration limit, Duration epoch) {
    double seconds = limit.toMillis() / 1e3;
    double whole = epoch.toNanos() / 1e9;
    double part = PART * whole / STEPS;
    double view = ANSWERS * whole;
    int views =
        (int)
            Math.max(FEWEST_VIEWS, Math.min(MOST_VIEWS, ANSWERING * PREPARATION * seconds / view));
    double training = PREPARATION * seconds - views * view;
    if (training < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the time limit must leave time for the model's answers, which take about %.0f s:"
                  + " give --time-limit %.0fs or more, or --no-sharing",
              views * view,
              Math.ceil(views * view / PREPARATION)));
    }
    int epochs = (int) Math.max(1, Math.min(MOST_EPOCHS, training / (PARTS * part)));
    double inAll = FINALISTS * seconds / part;
    int affordable = (int) Math.min(MOST_FINALISTS, inAll / FEW_EPOCHS);
    // as many for each worker
    int finalists = Math.max(FEWEST_FINALISTS, affordable - affordable % WORKERS);
    int each = (int) Math.max(1, Math.min(FINALIST_EPOCHS, inAll / finalists));
    return new SharingPlan(views, epochs, finalists, each);
  }

  /** For people. */
  public String words() {
    return "planned: up to %d epochs of the shared network, then about %d finalists of %d epochs"
        .formatted(epochs, finalists, finalistEpochs);
  }
}
