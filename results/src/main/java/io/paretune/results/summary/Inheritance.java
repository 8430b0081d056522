package io.paretune.results.summary;

import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;

/**
 * What the figures of inherited weights said about those of the finalists.
 *
 * @param metric the first objective
 * @param finalists how many have both
 * @param tau rank correlation (Kendall 1938, doi:10.2307/2332226, tau-b), 1 if all are ranked
 *     alike; NaN if all are equal
 * @param gain the mean change of the metric from inherited to final
 */
public record Inheritance(String metric, int finalists, double tau, double gain) {

  /** Of a study; empty with fewer than two finalists. */
  public static Optional<Inheritance> of(StudySummary study) {
    String metric = study.objectives().get(0);
    List<double[]> both = new ArrayList<>();
    for (Trial trial : study.trials()) {
      Optional<Double> before = StudySummary.metric(trial, Assessment.inherited(metric));
      Optional<Double> after = StudySummary.metric(trial, metric);
      if (before.isPresent() && after.isPresent()) {
        both.add(new double[] {before.get(), after.get()});
      }
    }
    if (both.size() < 2) {
      return Optional.empty();
    }
    double[] inherited = both.stream().mapToDouble(pair -> pair[0]).toArray();
    double[] trained = both.stream().mapToDouble(pair -> pair[1]).toArray();
    double gain = both.stream().mapToDouble(pair -> pair[1] - pair[0]).average().orElseThrow();
    double tau = new KendallsCorrelation().correlation(inherited, trained);
    return Optional.of(new Inheritance(metric, both.size(), tau, gain));
  }

  /** For people. */
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "Rank correlation of inherited and final %s over %d finalists: tau %.3f; mean change"
            + " %+.4g.",
        metric,
        finalists,
        tau,
        gain);
  }
}
