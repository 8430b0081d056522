package io.paretune.evaluators.compress.rounding;

import io.paretune.evaluators.network.Tensor;
import java.util.Map;

/** A way to round the weights of a unit so that its value on examples stays what it was. */
interface UnitReconstruction {

  /**
   * Rounded weights and the steps of their grids, by name.
   *
   * @param weights on their grids
   * @param steps as {@link io.paretune.evaluators.compress.quantise.LearnedGrids#steps}
   */
  record Fitted(Map<String, Tensor> weights, Map<String, Tensor> steps) {

    /** Copies the maps. */
    public Fitted {
      weights = Map.copyOf(weights);
      steps = Map.copyOf(steps);
    }
  }

  /**
   * The weights of 8 and 4 bits of a unit.
   *
   * @param values have entered the unit, and know what nodes before have become
   * @param says whether its value says anything: false where it is 0 on all examples
   */
  Fitted fit(RoundingUnit unit, PassedValues values, boolean says);
}
