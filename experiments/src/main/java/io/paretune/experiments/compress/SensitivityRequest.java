package io.paretune.experiments.compress;

import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.run.Experiment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model whose blocks are looked at one by one.
 *
 * @param subject the model, data that it knows and where files are timed
 * @param techniques of plug-ins, as {@code compression} has them: settings by name
 */
public record SensitivityRequest(ModelSubject subject, Map<String, Object> techniques) {

  /** Copies the map. */
  public SensitivityRequest {
    techniques = Map.copyOf(techniques);
  }

  /**
   * The experiment that names them, so that they are read as any experiment's.
   *
   * @param sources where data and model come from
   */
  public Experiment experiment(Sources sources) {
    Map<String, Object> compression = new LinkedHashMap<>(techniques);
    compression.put("bits", List.of(32, 8));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", "sensitivity");
    values.putAll(subject.values());
    values.put("objectives", List.of(Map.of("metric", subject.task().reported().name())));
    values.put("budget", Map.of("trials", 1));
    values.put("compression", compression);
    return Experiment.of("paretune sensitivity " + subject.model(), values, sources);
  }
}
