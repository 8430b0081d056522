package io.paretune.evaluators.compress;

import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.StructuredPruning;
import io.paretune.evaluators.compress.prune.WeightPruning;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The compression that is searched, beside the architecture.
 *
 * @param pruning parameters of what is removed
 * @param quantisation parameters of bits
 */
public record CompressionSpace(PruningSpace pruning, QuantisationSpace quantisation) {

  /** Nothing is compressed, and nothing is searched. */
  public static CompressionSpace none() {
    return new CompressionSpace(PruningSpace.none(), QuantisationSpace.none());
  }

  /** Pruning 0, 1/4, 1/2; 32 or 8 bits a block; calibration by percentile; multiples of 8. */
  public static CompressionSpace defaults() {
    return none().withPruning(List.of(0.0, 0.25, 0.5)).withBits(List.of(32, 8));
  }

  /** The same space with other pruning ratios. */
  public CompressionSpace withPruning(List<Double> ratios) {
    return new CompressionSpace(pruning.withRatios(ratios), quantisation);
  }

  /** The same space with other bits. */
  public CompressionSpace withBits(List<Integer> widths) {
    return new CompressionSpace(pruning, quantisation.withBits(widths));
  }

  /**
   * The parameters, to come after those of the family whose blocks these are. Where each block is
   * pruned by a ratio of its own, every block is taken to have something to prune.
   */
  public List<Parameter> parameters(List<BlockChoice> blocks) {
    Set<String> all = blocks.stream().map(BlockChoice::label).collect(Collectors.toSet());
    return parameters(blocks, all, all);
  }

  /**
   * The parameters, to come after those of the family whose blocks these are.
   *
   * @param largest the network with all blocks, which tells what in them can be pruned
   */
  public List<Parameter> parameters(List<BlockChoice> blocks, Network largest) {
    return parameters(blocks, StructuredPruning.blocks(largest), WeightPruning.blocks(largest));
  }

  private List<Parameter> parameters(
      List<BlockChoice> blocks, Set<String> withChannels, Set<String> withWeights) {
    List<Parameter> parameters =
        new ArrayList<>(pruning.parameters(blocks, withChannels, withWeights));
    parameters.addAll(quantisation.parameters(blocks));
    return parameters;
  }

  /**
   * The plan of a point, for the blocks that exist there.
   *
   * @throws IllegalArgumentException if a parameter is missing or out of range
   */
  public CompressionPlan decode(Assignment assignment, List<BlockChoice> blocks) {
    return new CompressionPlan(
        pruning.decode(assignment, blocks), quantisation.decode(assignment, blocks));
  }
}
