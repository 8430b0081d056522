package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.compress.technique.BlockChange;
import io.paretune.evaluators.compress.technique.Moment;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The removal of whole residual blocks that is searched ({@link BlockRemoval}): for each block that
 * can be missed a parameter {@code remove.<block>}, which exists when the block does.
 */
public record RemovalSpace() implements Technique {

  /** With the label, the parameter that says whether a block is removed. */
  public static final String REMOVE = "remove.";

  @Override
  public String name() {
    return "block-removal";
  }

  @Override
  public Moment moment() {
    return Moment.BEFORE_TRAINING;
  }

  @Override
  public List<Parameter> parameters(List<BlockChoice> blocks, Network largest) {
    List<String> removable = BlockRemoval.removable(largest);
    return blocks.stream()
        .filter(block -> removable.contains(block.label()))
        .map(block -> new Parameter(name(block), Choice.of(false, true), block.exists()))
        .toList();
  }

  /** What can be removed exists for others only where it stays. */
  @Override
  public List<BlockChoice> staying(List<BlockChoice> blocks, Network largest) {
    List<String> removable = BlockRemoval.removable(largest);
    List<BlockChoice> staying = new ArrayList<>();
    for (BlockChoice block : blocks) {
      Condition stays = Condition.all(block.exists(), Condition.in(name(block), false));
      staying.add(
          removable.contains(block.label()) ? new BlockChoice(block.label(), stays) : block);
    }
    return staying;
  }

  @Override
  public RemovalPlan decode(Assignment point, List<BlockChoice> blocks) {
    Set<String> removed =
        blocks.stream()
            .filter(block -> point.has(name(block)) && point.flag(name(block)))
            .map(BlockChoice::label)
            .collect(Collectors.toSet());
    return new RemovalPlan(removed);
  }

  @Override
  public List<BlockChange> alone(String block, Network network) {
    return BlockRemoval.removable(network).contains(block)
        ? List.of(new BlockChange("remove", new RemovalPlan(Set.of(block))))
        : List.of();
  }

  /** No block is removed. */
  @Override
  public OptionalDouble lightest(Parameter parameter) {
    return parameter.name().startsWith(REMOVE)
        ? OptionalDouble.of(parameter.domain().toUnit(false))
        : OptionalDouble.empty();
  }

  private static String name(BlockChoice block) {
    return REMOVE + block.label();
  }
}
