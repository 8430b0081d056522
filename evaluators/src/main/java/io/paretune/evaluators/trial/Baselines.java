package io.paretune.evaluators.trial;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The trials that every front should be compared with: the smallest and the largest architecture,
 * each compressed as little and as much as its techniques say (the fewest bits throughout, not
 * pruned); other parameters in the middle of their range.
 */
final class Baselines {

  private final Set<String> architecture;
  private final CompressionSpace compression;
  private final TrainingSpace training;
  private final SearchSpace space;

  private Baselines(List<Parameter> architecture, TrialSpec spec, SearchSpace space) {
    this.architecture = architecture.stream().map(Parameter::name).collect(Collectors.toSet());
    this.compression = spec.compression();
    this.training = spec.schedule().training();
    this.space = space;
  }

  /**
   * At most four points, fewer if nothing of the kind is searched; the largest in few bits last.
   */
  static List<Assignment> of(List<Parameter> architecture, TrialSpec spec, SearchSpace space) {
    Baselines baselines = new Baselines(architecture, spec, space);
    Set<Assignment> points = new LinkedHashSet<>();
    for (boolean large : List.of(false, true)) {
      for (boolean compressed : List.of(false, true)) {
        points.add(baselines.point(large, compressed));
      }
    }
    return List.copyOf(points);
  }

  /** The largest architecture, compressed as little or as much as its techniques say. */
  static Assignment largest(
      List<Parameter> architecture, TrialSpec spec, SearchSpace space, boolean compressed) {
    return new Baselines(architecture, spec, space).point(true, compressed);
  }

  private Assignment point(boolean large, boolean compressed) {
    Assignment point =
        space.fromUnit(
            space.parameters().stream()
                .mapToDouble(parameter -> position(parameter, large, compressed))
                .toArray());
    // usual values as they are given: on the way through a position, 0.2 becomes its neighbour
    Map<String, Object> values = new LinkedHashMap<>(point.asMap());
    for (Parameter parameter : space.parameters()) {
      if (point.has(parameter.name())) {
        training.usual(parameter).ifPresent(usual -> values.put(parameter.name(), usual));
      }
    }
    return space.assignment(values);
  }

  private double position(Parameter parameter, boolean large, boolean compressed) {
    String name = parameter.name();
    if (architecture.contains(name)) {
      return large ? 1 : 0;
    }
    return compression.techniques().stream()
        .map(each -> compressed ? each.heaviest(parameter) : each.lightest(parameter))
        .flatMapToDouble(OptionalDouble::stream)
        .findFirst()
        .orElseGet(() -> training.usual(parameter).map(parameter.domain()::toUnit).orElse(0.5));
  }
}
