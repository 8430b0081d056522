package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.network.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The grids that a network was trained on, for its file to have.
 *
 * @param ranges of the values with {@linkplain QuantisationPoints#grids grids of their own}, by
 *     name
 * @param steps of weights, by tensor name; absent where they follow from the weights. 8 bits:
 *     {@code [outputs]}; 4 bits: {@code [outputs, blocks]}, negative where code 0 stands for a
 *     positive weight
 */
public record LearnedGrids(Map<String, Range> ranges, Map<String, Tensor> steps) {

  /** Copies the maps. */
  public LearnedGrids {
    ranges = Map.copyOf(new LinkedHashMap<>(ranges));
    steps = Map.copyOf(new LinkedHashMap<>(steps));
  }

  /** Nothing was learned. */
  public static LearnedGrids none() {
    return new LearnedGrids(Map.of(), Map.of());
  }
}
