package io.paretune.evaluators.family.record;

import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Network;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.TypedSpace;
import io.paretune.search.space.type.RecordSpace;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A family whose architectures are objects of a record type, as {@link RecordSpace#of} reads it,
 * and whose networks are made by a function. It has no options.
 *
 * <p>Blocks that have the name of a part of the record, such as {@code stem}, or {@code blocks.1}
 * for {@code blocks[1]}, exist where that part does; all others always exist. Immutable; thread
 * safe if the function is.
 *
 * @param <R> the record
 */
public final class RecordFamily<R> implements Family {

  private final String name;
  private final TypedSpace<R> space;
  private final R largest;
  private final BiFunction<R, FamilyContext, Network> build;

  private RecordFamily(
      String name, TypedSpace<R> space, R largest, BiFunction<R, FamilyContext, Network> build) {
    this.name = name;
    this.space = space;
    this.largest = largest;
    this.build = build;
  }

  /**
   * The family of a record type.
   *
   * @param largest the architecture that is most capable, and has every block
   * @param build makes the network of an architecture; pure
   * @throws IllegalArgumentException if the type cannot be a space, or the largest architecture
   *     lies outside it
   */
  public static <R> RecordFamily<R> of(
      String name, Class<R> type, R largest, BiFunction<R, FamilyContext, Network> build) {
    TypedSpace<R> space = RecordSpace.of(type);
    space.encode(largest);
    return new RecordFamily<>(name, space, largest, build);
  }

  /** The architecture of a trial; parameters of compression and training are ignored. */
  public R decode(Assignment assignment) {
    return space.decode(assignment);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> options() {
    return List.of();
  }

  @Override
  public List<Parameter> parameters(FamilyContext context) {
    return space.space().parameters();
  }

  @Override
  public Network build(Assignment assignment, FamilyContext context) {
    return build.apply(decode(assignment), context);
  }

  @Override
  public Network largest(FamilyContext context) {
    return build.apply(largest, context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    return largest(context).blocks().stream()
        .map(label -> new BlockChoice(label, exists(label)))
        .toList();
  }

  /** When the part of the record exists that a block is named after. */
  private Condition exists(String label) {
    return space.space().parameters().stream()
        .filter(
            part -> (part.name().replace('[', '.').replace("]", "") + ".").startsWith(label + "."))
        .findFirst()
        .map(Parameter::condition)
        .orElse(Condition.always());
  }
}
