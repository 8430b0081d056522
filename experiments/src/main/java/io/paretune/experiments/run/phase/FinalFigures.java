package io.paretune.experiments.run.phase;

import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is kept of a finalist. */
public final class FinalFigures {

  private FinalFigures() {}

  /**
   * The best of several by the first objective, with the mean and deviation of all.
   *
   * @param of as the search saw it
   * @param found at least one
   */
  public static Assessment of(StudyDefinition definition, Trial of, List<Measurement> found) {
    Objective first = definition.objectives().get(0);
    Measurement best =
        found.stream()
            .min(
                Comparator.comparingDouble(
                    each -> first.direction().minimised(each.metric(first.name()))))
            .orElseThrow();
    Map<String, Double> metrics = new LinkedHashMap<>(best.metrics());
    of.measurement()
        .ifPresent(
            before -> metrics.put(Assessment.inherited(first.name()), before.metric(first.name())));
    if (found.size() > 1) {
      double mean =
          found.stream().mapToDouble(each -> each.metric(first.name())).average().orElseThrow();
      double squares =
          found.stream().mapToDouble(each -> Math.pow(each.metric(first.name()) - mean, 2)).sum();
      metrics.put(Assessment.mean(first.name()), mean);
      metrics.put(Assessment.deviation(first.name()), Math.sqrt(squares / (found.size() - 1)));
    }
    return new Assessment(Assessment.Kind.FINALIST, metrics, best.provenance(), best.machine());
  }
}
