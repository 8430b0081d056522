package io.paretune.search.sampler.cmaes;

import io.paretune.search.sampler.UnitBins;
import io.paretune.search.space.Domain;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which axis of a space is learned how: ordered ones by the Gaussian, choices without an order by
 * odds, those of a single value not at all.
 */
final class AxisKinds {

  private final List<Integer> ordered = new ArrayList<>();
  private final List<Optional<UnitBins>> cells = new ArrayList<>();
  private final List<Integer> words = new ArrayList<>();
  private final List<Integer> options = new ArrayList<>();
  private final boolean plain;

  AxisKinds(SearchSpace space) {
    boolean conditional = false;
    for (int i = 0; i < space.dimension(); i++) {
      Domain domain = space.parameters().get(i).domain();
      Optional<UnitBins> discrete = UnitBins.of(domain);
      conditional |= !space.parameters().get(i).condition().parameters().isEmpty();
      if (discrete.isPresent() && discrete.get().count() == 1) {
        continue;
      }
      if (domain.ordered()) {
        ordered.add(i);
        cells.add(discrete);
      } else {
        words.add(i);
        options.add((int) discrete.orElseThrow().count());
      }
    }
    plain = words.isEmpty() && !conditional && cells.stream().allMatch(Optional::isEmpty);
  }

  /** Axes of the space that the Gaussian's axes stand for. */
  List<Integer> ordered() {
    return ordered;
  }

  /** The cells of a Gaussian's axis; empty if continuous. */
  Optional<UnitBins> cells(int axis) {
    return cells.get(axis);
  }

  /** Axes of the space that are choices without an order. */
  List<Integer> words() {
    return words;
  }

  /** Number of options of a choice. */
  int options(int word) {
    return options.get(word);
  }

  /** Axes that are learned at all. */
  int dimension() {
    return ordered.size() + words.size();
  }

  /** Whether a trial's assignment says everything of the point it was proposed for. */
  boolean plain() {
    return plain;
  }
}
