package io.paretune.search.space.type;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.space.TypedSpace;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The space of a record type: its components are the parameters, and its points are real objects.
 *
 * <pre>{@code
 * record Net(
 *     @Range(min = 1, max = 3) int depth,
 *     Activation activation,
 *     @Size(min = 2, max = 4) List<Block> blocks,
 *     Optimizer optimizer) {}
 *
 * record Block(@Range(min = 8, max = 64, step = 8) int width) {}
 *
 * sealed interface Optimizer {}
 * record Sgd(@LogRange(min = 1e-4, max = 0.1) double learningRate) implements Optimizer {}
 * record Adam() implements Optimizer {}
 *
 * TypedSpace<Net> space = RecordSpace.of(Net.class);
 * }</pre>
 *
 * <p>Each component of the record is a part of the space, by its type:
 *
 * <ul>
 *   <li>{@code int}, {@code long}, {@code double}, {@code float} or their boxes: a parameter, with
 *       {@link Range}, {@link LogRange} or {@link Numbers};
 *   <li>{@code String}: a choice, with {@link Choices};
 *   <li>an enum: a choice among its constants, or among those that {@link Choices} names;
 *   <li>{@code boolean}: a choice of false and true;
 *   <li>a record: a group, whose parameters have its name before theirs, as {@code stem.width};
 *   <li>a sealed interface: a choice among the records and the constants of enums that implement
 *       it, however deep, where the components of a record exist only when it is chosen, as {@code
 *       optimizer.sgd.momentum};
 *   <li>a {@code List} of any of these with {@link Size}: as many elements as its length {@code
 *       blocks.size} says, as {@code blocks[0].width}. Numbers and words in a list are annotated
 *       within: {@code @Size(min = 1, max = 3) List<@Numbers({3, 5}) Integer>}. If the length is
 *       fixed, it is no parameter.
 * </ul>
 *
 * <p>Names are those of Java in kebab-case: the component {@code learningRate} is {@code
 * learning-rate}, the record {@code MaxPool} and the constant {@code MAX_POOL} are {@code
 * max-pool}.
 *
 * <p>{@code encode(decode(a))} is {@code a}, and {@code decode(encode(v))} equals {@code v}, if the
 * records' {@code equals} is not their own. One exception: a {@code float} in a range without step
 * is the float nearest to the number that was sampled, and is encoded as its decimal form.
 *
 * <p>What a record's own constructor throws comes through {@link #decode}. The records need not be
 * public. Immutable and thread-safe.
 *
 * @param <T> the record
 */
public final class RecordSpace<T> implements TypedSpace<T> {

  private final Class<T> type;
  private final Shape shape;
  private final SearchSpace space;

  private RecordSpace(Class<T> type, Shape shape, SearchSpace space) {
    this.type = type;
    this.shape = shape;
    this.space = space;
  }

  /**
   * The space of a record type.
   *
   * @throws IllegalArgumentException if the type cannot be a space, naming the component and the
   *     fix
   */
  public static <T> RecordSpace<T> of(Class<T> type) {
    Shape shape = new ShapeReader(type).read();
    SpaceBuilder builder = SearchSpace.builder();
    shape.declare(builder, "");
    try {
      return new RecordSpace<>(type, shape, builder.build());
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          refused.getMessage() + " (record " + type.getSimpleName() + ")", refused);
    }
  }

  @Override
  public SearchSpace space() {
    return space;
  }

  @Override
  public T decode(Assignment assignment) {
    return type.cast(shape.decode(assignment, ""));
  }

  @Override
  public Assignment encode(T value) {
    Map<String, Object> values = new LinkedHashMap<>();
    shape.encode(value, "", values);
    return space.assignment(values);
  }

  @Override
  public String toString() {
    return type.getSimpleName() + " " + space;
  }
}
