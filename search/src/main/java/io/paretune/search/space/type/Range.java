package io.paretune.search.space.type;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers that an {@code int}, {@code long}, {@code double} or {@code float} can be, each as
 * likely as any other.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Range {

  /** Smallest value. */
  double min();

  /** Largest value; lowered to the last multiple of the step above {@link #min}. */
  double max();

  /**
   * Distance between neighbouring values, over 0. Without it, every whole number, and every real
   * one.
   */
  double step() default Double.NaN;
}
