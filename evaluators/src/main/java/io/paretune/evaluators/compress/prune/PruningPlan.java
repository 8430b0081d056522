package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.prune.criterion.Criteria;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.compress.technique.Passes;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.TechniqueContext;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How one network is pruned.
 *
 * @param kind what is taken away
 * @param ratio fraction of the channels to remove from every group, or of the weights to zero, in
 *     [0, 1); unused by 2:4
 * @param blockRatios other ratios by block label; a group of channels goes by the block of its
 *     first layer. Empty for weights that are ranked over the whole network
 * @param criterion by what channels are judged; weights always go by their size
 * @param scope among which weights the smallest are looked for; unused by other kinds
 * @param multiple widths that stay are rounded to a multiple of this, at least 1
 * @param embedding fraction of the width of tokens to remove, in [0, 1): of groups of channels that
 *     layer normalisation looks at together, which go by neither of the other ratios
 * @param steps in how many steps, each with its share of fine-tuning, at least 1; 2:4 takes one
 */
public record PruningPlan(
    PruningKind kind,
    double ratio,
    Map<String, Double> blockRatios,
    PruningCriterion criterion,
    PruningScope scope,
    int multiple,
    double embedding,
    int steps)
    implements Step {

  /** Copies the map and checks the ranges. */
  public PruningPlan {
    blockRatios = Map.copyOf(new LinkedHashMap<>(blockRatios));
    requireRatio(ratio);
    requireRatio(embedding);
    blockRatios.values().forEach(PruningPlan::requireRatio);
    if (multiple < 1) {
      throw new IllegalArgumentException("multiple must be at least 1, got " + multiple);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("pruning steps must be at least 1, got " + steps);
    }
    if (kind == PruningKind.WEIGHTS && scope == PruningScope.GLOBAL && !blockRatios.isEmpty()) {
      throw new IllegalArgumentException(
          "weights that are ranked over the whole network have one ratio, got " + blockRatios);
    }
  }

  private static void requireRatio(double ratio) {
    if (!(ratio >= 0 && ratio < 1)) {
      throw new IllegalArgumentException("ratio must lie in [0, 1), got " + ratio);
    }
  }

  /** Nothing is removed; channels by L1 in multiples of 8 and in one step if a ratio is set. */
  public static PruningPlan none() {
    return new PruningPlan(
        PruningKind.CHANNELS, 0, Map.of(), PruningCriterion.L1, PruningScope.LAYER, 8, 0, 1);
  }

  /** The same plan of another kind. */
  public PruningPlan withKind(PruningKind value) {
    return new PruningPlan(value, ratio, blockRatios, criterion, scope, multiple, embedding, steps);
  }

  /** The same plan with another ratio. */
  public PruningPlan withRatio(double value) {
    return new PruningPlan(kind, value, blockRatios, criterion, scope, multiple, embedding, steps);
  }

  /** The same plan with ratios of single blocks. */
  public PruningPlan withBlockRatios(Map<String, Double> value) {
    return new PruningPlan(kind, ratio, value, criterion, scope, multiple, embedding, steps);
  }

  /** The same plan with another criterion. */
  public PruningPlan withCriterion(PruningCriterion value) {
    return new PruningPlan(kind, ratio, blockRatios, value, scope, multiple, embedding, steps);
  }

  /** The same plan with another scope. */
  public PruningPlan withScope(PruningScope value) {
    return new PruningPlan(kind, ratio, blockRatios, criterion, value, multiple, embedding, steps);
  }

  /** The same plan with widths of other multiples. */
  public PruningPlan withMultiple(int value) {
    return new PruningPlan(kind, ratio, blockRatios, criterion, scope, value, embedding, steps);
  }

  /** The same plan with another ratio of the width of tokens. */
  public PruningPlan withEmbedding(double value) {
    return new PruningPlan(kind, ratio, blockRatios, criterion, scope, multiple, value, steps);
  }

  /** The same plan in more or fewer steps. */
  public PruningPlan withSteps(int value) {
    return new PruningPlan(kind, ratio, blockRatios, criterion, scope, multiple, embedding, value);
  }

  /** The ratio of a block. */
  public double ratio(String block) {
    return blockRatios.getOrDefault(block, ratio);
  }

  /** The ratio of a node's weights. */
  double ratio(Node node) {
    return ratio(node.block());
  }

  /** The ratio of a group of channels. */
  public double ratio(Network network, ChannelGroup group) {
    return group.normalised() ? embedding : ratio(StructuredPruning.block(network, group));
  }

  /** What fine-tuning must do to weights so that the pruning lasts. */
  @Override
  public WeightTransform lasting() {
    return kind.leavesZeros() ? WeightTransform.keepingZeros() : WeightTransform.identity();
  }

  /** The share of zeros among the weights, where it leaves any, and what they are worth. */
  @Override
  public Map<String, String> provenance(WeightedNetwork trained) {
    if (!kind.leavesZeros()) {
      return Map.of();
    }
    double sparsity = WeightPruning.sparsity(trained.network(), trained.weights());
    return Map.of(
        "sparsity",
        String.format(Locale.ROOT, "%.4f", sparsity),
        "kernels",
        "zeros are stored and multiplied: the runtime has no sparse kernels on CPU; they pay in"
            + " the compressed file alone");
  }

  /** As judged by size: how much goes is told by the plan, whatever the criterion. */
  @Override
  public WeightedNetwork sized(WeightedNetwork untrained) {
    Pruned pruned = GradualPruning.of(this, untrained.network(), Importance.l1()).atOnce(untrained);
    return new WeightedNetwork(pruned.network(), pruned.weights());
  }

  @Override
  public boolean looksAtValues() {
    return kind == PruningKind.CHANNELS && criterion.runs();
  }

  @Override
  public Passes begin(Network network, TechniqueContext context) {
    Importance importance =
        Criteria.of(
            criterion, context.examples(), context.count(), context.where(), context.gate());
    return GradualPruning.of(this, network, importance);
  }

  /** Whether anything may be removed or zeroed. */
  @Override
  public boolean acts() {
    return kind == PruningKind.TWO_OF_FOUR
        || ratio > 0
        || (kind == PruningKind.CHANNELS && embedding > 0)
        || blockRatios.values().stream().anyMatch(share -> share > 0);
  }
}
