package io.paretune.search.space;

/**
 * A search space whose points are objects of a type of the user's own.
 *
 * @param <T> what an evaluator receives
 */
public interface TypedSpace<T> {

  /** The parameters that are searched. */
  SearchSpace space();

  /** The object that an assignment of {@link #space()} stands for. */
  T decode(Assignment assignment);

  /**
   * The assignment that stands for an object.
   *
   * @throws IllegalArgumentException if the object lies outside the space, naming the parameter
   */
  Assignment encode(T value);
}
