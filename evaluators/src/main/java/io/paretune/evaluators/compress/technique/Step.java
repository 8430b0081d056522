package io.paretune.evaluators.compress.technique;

import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.List;
import java.util.Map;

/** What a technique does to one network: a point of its space. Immutable. */
public interface Step {

  /** Whether it changes anything. */
  boolean acts();

  /**
   * A network of the same graph and sizes as this step leaves it in: what is declared of a trial
   * before it trains is what is measured after it, so sizes follow from the step, never from
   * weights.
   */
  WeightedNetwork sized(WeightedNetwork untrained);

  /**
   * Whether its passes look at what the network computes, so that its statistics must be its own by
   * then; so unless a step says otherwise.
   */
  default boolean looksAtValues() {
    return true;
  }

  /**
   * Begins the step on a network. By default one pass that does as {@link #sized}, without
   * fine-tuning.
   *
   * @param network before the first pass
   * @param context what passes may look at
   */
  default Passes begin(Network network, TechniqueContext context) {
    return Passes.once(this::sized);
  }

  /** The blocks that later steps find, where this one takes some away. */
  default List<BlockChoice> staying(List<BlockChoice> blocks) {
    return blocks;
  }

  /** The same step for what earlier ones have left of its network. */
  default Step within(Network left) {
    return this;
  }

  /**
   * What is to be known of a network that this step has acted on, for the provenance of its trial;
   * nothing by default.
   *
   * @param trained as it is exported
   * @return by keys of the step's own, which the technique's name and a dot are put before
   */
  default Map<String, String> provenance(WeightedNetwork trained) {
    return Map.of();
  }

  /** What later training must do to weights so that the step lasts; nothing by default. */
  default WeightTransform lasting() {
    return WeightTransform.identity();
  }
}
