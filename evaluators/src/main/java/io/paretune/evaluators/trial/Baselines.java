package io.paretune.evaluators.trial;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The trials that every front should be compared with: the smallest and the largest architecture,
 * each as it is and with the fewest bits throughout, not pruned; other parameters in the middle of
 * their range.
 */
final class Baselines {

  private final Set<String> architecture;
  private final TrainingSpace training;
  private final SearchSpace space;

  private Baselines(Set<String> architecture, TrainingSpace training, SearchSpace space) {
    this.architecture = architecture;
    this.training = training;
    this.space = space;
  }

  /**
   * At most four points, fewer if nothing of the kind is searched; the largest in few bits last.
   */
  static List<Assignment> of(
      List<Parameter> architecture, TrainingSpace training, SearchSpace space) {
    Baselines baselines =
        new Baselines(
            architecture.stream().map(Parameter::name).collect(Collectors.toSet()),
            training,
            space);
    Set<Assignment> points = new LinkedHashSet<>();
    for (boolean large : List.of(false, true)) {
      for (boolean compressed : List.of(false, true)) {
        points.add(baselines.point(large, compressed));
      }
    }
    return List.copyOf(points);
  }

  private Assignment point(boolean large, boolean compressed) {
    return space.fromUnit(
        space.parameters().stream()
            .mapToDouble(parameter -> position(parameter, large, compressed))
            .toArray());
  }

  private double position(Parameter parameter, boolean large, boolean compressed) {
    String name = parameter.name();
    if (architecture.contains(name)) {
      return large ? 1 : 0;
    }
    if (name.startsWith("bits.")) {
      return extreme(parameter.domain(), compressed);
    }
    if (name.equals(PruningSpace.RATIO) || name.startsWith(PruningSpace.RATIO + ".")) {
      return extreme(parameter.domain(), true);
    }
    if (name.startsWith(CompressionSpace.REMOVE)) {
      return parameter.domain().toUnit(false);
    }
    return name.equals(PruningSpace.KIND)
        ? kindThatCanLeaveAll(parameter.domain())
        : training.usualUnit(parameter).orElse(0.5);
  }

  /** The position of a kind of pruning of which there can be none: 2:4 always prunes. */
  private static double kindThatCanLeaveAll(Domain domain) {
    return domain.values().stream()
        .filter(kind -> !kind.equals(PruningKind.TWO_OF_FOUR.label()))
        .findFirst()
        .map(domain::toUnit)
        .orElse(0.0);
  }

  /** The position of the smallest or the largest of some numbers, in whatever order they stand. */
  private static double extreme(Domain domain, boolean smallest) {
    Comparator<Object> bySize = Comparator.comparingDouble(value -> ((Number) value).doubleValue());
    List<Object> values = domain.values();
    return domain.toUnit(
        smallest ? Collections.min(values, bySize) : Collections.max(values, bySize));
  }
}
