package io.paretune.evaluators.task.score;

import java.util.stream.IntStream;

/**
 * The area under the curve of true over false positives: the probability that a positive example
 * scores over a negative one, equal scores counting half (Mann, Whitney 1947,
 * doi:10.1214/aoms/1177730491), as {@code roc_auc_score} of scikit-learn.
 */
public final class RocCurve {

  private RocCurve() {}

  /**
   * The area, in [0, 1]. O(n log n).
   *
   * @param positive which examples are positive
   * @param scores the higher, the more probably positive
   * @return not a number if all examples are positive, or none
   */
  public static double area(boolean[] positive, double[] scores) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[a], scores[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double ranks = 0;
    long positives = 0;
    int from = 0;
    while (from < order.length) {
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        to++;
      }
      to = Math.max(to, from + 1); // a score that is not a number equals nothing
      double middle = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        if (positive[order[i]]) {
          ranks += middle;
          positives++;
        }
      }
      from = to;
    }
    double pairs = (double) positives * (scores.length - positives);
    return (ranks - positives * (positives + 1) / 2.0) / pairs;
  }
}
