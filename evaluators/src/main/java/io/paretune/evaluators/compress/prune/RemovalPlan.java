package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.List;
import java.util.Set;

/**
 * Which blocks one network loses.
 *
 * @param blocks labels of residual blocks that are removed whole
 */
public record RemovalPlan(Set<String> blocks) implements Step {

  /** Copies the set. */
  public RemovalPlan {
    blocks = Set.copyOf(blocks);
  }

  @Override
  public boolean acts() {
    return !blocks.isEmpty();
  }

  @Override
  public WeightedNetwork sized(WeightedNetwork untrained) {
    return BlockRemoval.remove(untrained, blocks);
  }

  @Override
  public List<BlockChoice> staying(List<BlockChoice> all) {
    return all.stream().filter(block -> !blocks.contains(block.label())).toList();
  }
}
