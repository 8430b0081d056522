package io.paretune.evaluators.compress;

import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.WeightPruning;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The compression that is searched, beside the architecture.
 *
 * @param blockRemoval whether residual blocks may be removed whole, as {@code remove.<block>}
 * @param pruning parameters of what is removed
 * @param quantisation parameters of bits
 */
public record CompressionSpace(
    boolean blockRemoval, PruningSpace pruning, QuantisationSpace quantisation) {

  /** With the label, the parameter that says whether a block is removed. */
  public static final String REMOVE = "remove.";

  /** Nothing is compressed, and nothing is searched. */
  public static CompressionSpace none() {
    return new CompressionSpace(false, PruningSpace.none(), QuantisationSpace.none());
  }

  /** Pruning 0, 1/4, 1/2; 32 or 8 bits a block; calibration by percentile; multiples of 8. */
  public static CompressionSpace defaults() {
    return none().withPruning(List.of(0.0, 0.25, 0.5)).withBits(List.of(32, 8));
  }

  /** The same space with other pruning ratios. */
  public CompressionSpace withPruning(List<Double> ratios) {
    return new CompressionSpace(blockRemoval, pruning.withRatios(ratios), quantisation);
  }

  /** The same space with other bits. */
  public CompressionSpace withBits(List<Integer> widths) {
    return new CompressionSpace(blockRemoval, pruning, quantisation.withBits(widths));
  }

  /**
   * The parameters, to come after those of the family whose blocks these are. Where each block is
   * pruned by a ratio of its own, every block is taken to have something to prune.
   */
  public List<Parameter> parameters(List<BlockChoice> blocks) {
    Set<String> all = blocks.stream().map(BlockChoice::label).collect(Collectors.toSet());
    return parameters(blocks, all, all, List.of());
  }

  /**
   * The parameters, to come after those of the family whose blocks these are.
   *
   * @param largest the network with all blocks, which tells what in them can be pruned
   */
  public List<Parameter> parameters(List<BlockChoice> blocks, Network largest) {
    return parameters(
        blocks,
        StructuredPruning.blocks(largest),
        WeightPruning.blocks(largest),
        blockRemoval ? BlockRemoval.removable(largest) : List.of());
  }

  private List<Parameter> parameters(
      List<BlockChoice> blocks,
      Set<String> withChannels,
      Set<String> withWeights,
      List<String> removable) {
    List<Parameter> parameters = new ArrayList<>();
    List<BlockChoice> staying = new ArrayList<>();
    for (BlockChoice block : blocks) {
      if (removable.contains(block.label())) {
        String name = REMOVE + block.label();
        parameters.add(new Parameter(name, Choice.of(false, true), block.exists()));
        Condition stays = Condition.all(block.exists(), Condition.in(name, false));
        staying.add(new BlockChoice(block.label(), stays));
      } else {
        staying.add(block);
      }
    }
    parameters.addAll(pruning.parameters(staying, withChannels, withWeights));
    parameters.addAll(quantisation.parameters(staying));
    return parameters;
  }

  /**
   * The plan of a point, for the blocks that exist there.
   *
   * @throws IllegalArgumentException if a parameter is missing or out of range
   */
  public CompressionPlan decode(Assignment assignment, List<BlockChoice> blocks) {
    Set<String> removed = new LinkedHashSet<>();
    List<BlockChoice> staying = new ArrayList<>();
    for (BlockChoice block : blocks) {
      String name = REMOVE + block.label();
      if (assignment.has(name) && assignment.flag(name)) {
        removed.add(block.label());
      } else {
        staying.add(block);
      }
    }
    return new CompressionPlan(
        removed, pruning.decode(assignment, staying), quantisation.decode(assignment, staying));
  }
}
