package io.paretune.search.space;

import java.util.List;
import java.util.OptionalLong;

/**
 * The values that a parameter can take, with a map to and from the unit interval in which samplers
 * work.
 *
 * <p>Values are {@link Double} ({@link Real}, {@link LogReal}), {@link Long} ({@link Whole}, {@link
 * LogWhole}) or one of the options of a {@link Choice}. All domains are immutable.
 */
public sealed interface Domain permits Real, LogReal, Whole, LogWhole, Choice {

  /**
   * The value at a position of the unit interval; every value's stretch is as long as the value is
   * likely.
   *
   * @param unit position in [0, 1]; values outside are clamped
   */
  Object fromUnit(double unit);

  /**
   * The position of a value in [0, 1]; for a discrete domain the middle of the value's stretch, so
   * that {@code fromUnit(toUnit(value))} is the value.
   *
   * @throws IllegalArgumentException if the value is not in the domain
   */
  double toUnit(Object value);

  /**
   * The value as this domain stores it ({@code Integer} becomes {@code Long}, and so on).
   *
   * @throws IllegalArgumentException if the value is not in the domain, saying what is
   */
  Object canonical(Object value);

  /** The number of values, or empty for a continuous domain. */
  OptionalLong size();

  /**
   * Whether neighbouring positions mean similar values: true for numbers, false for a choice of
   * words.
   */
  boolean ordered();

  /**
   * All values in order.
   *
   * @throws IllegalStateException if the domain is continuous
   */
  List<Object> values();

  /**
   * The value at a place of {@link #values}, without making the list; constant time.
   *
   * @param index 0 to size - 1
   * @throws IllegalStateException if the domain is continuous
   */
  Object valueAt(long index);

  /** The domain in words, as messages show it, for instance {@code whole 1..4}. */
  String describe();
}
