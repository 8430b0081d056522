package io.paretune.search.sampler.surrogate;

import io.paretune.search.sampler.surrogate.Shortlist.Candidate;
import io.paretune.search.sampler.surrogate.kernel.Point;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.CandidateFeatures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of points beforehand, as the model compares it: each feature as the normal score of
 * its rank among the points that are compared, trials and candidates together. So no unit matters,
 * and what is learned of a feature holds for all that are looked at. Keeps what it was told.
 */
final class Foreknown {

  private final CandidateFeatures features;
  private final Map<Assignment, double[]> told = new HashMap<>();

  Foreknown(CandidateFeatures features) {
    this.features = features;
  }

  /** The same points, each with its scores. */
  List<Point> scored(List<Assignment> assignments, List<Point> points) {
    List<double[]> values =
        assignments.stream().map(each -> told.computeIfAbsent(each, this::asked)).toList();
    int count = features.names().size();
    double[][] scores = new double[points.size()][count];
    for (int k = 0; k < count; k++) {
      int feature = k;
      double[] column = Warp.RANK.of(values.stream().mapToDouble(each -> each[feature]).toArray());
      for (int i = 0; i < column.length; i++) {
        scores[i][k] = column[i];
      }
    }
    List<Point> scored = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      scored.add(points.get(i).with(scores[i]));
    }
    return scored;
  }

  private double[] asked(Assignment assignment) {
    double[] values = features.of(assignment);
    if (values.length != features.names().size()) {
      throw new IllegalStateException(
          "there must be a feature for each of %s, got %d of %s"
              .formatted(features.names(), values.length, assignment));
    }
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new IllegalStateException(
            "feature '%s' must be finite, got %s of %s"
                .formatted(features.names().get(k), values[k], assignment));
      }
    }
    return values;
  }

  /** Trials and candidates, scored among each other. */
  Scored with(List<Assignment> trials, List<Point> at, List<Candidate> candidates) {
    List<Assignment> assignments = new ArrayList<>(trials);
    List<Point> points = new ArrayList<>(at);
    for (Candidate candidate : candidates) {
      assignments.add(candidate.assignment());
      points.add(candidate.point());
    }
    List<Point> scored = scored(assignments, points);
    List<Candidate> known = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      known.add(new Candidate(candidates.get(i).assignment(), scored.get(trials.size() + i)));
    }
    return new Scored(scored.subList(0, trials.size()), known);
  }

  /**
   * Points with scores.
   *
   * @param trials what is learned from
   * @param candidates what may be proposed
   */
  record Scored(List<Point> trials, List<Candidate> candidates) {}
}
