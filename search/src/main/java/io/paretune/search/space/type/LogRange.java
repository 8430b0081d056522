package io.paretune.search.space.type;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers that an {@code int}, {@code long}, {@code double} or {@code float} can be, equally
 * likely on a logarithmic scale: as many trials between 1 and 10 as between 10 and 100.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface LogRange {

  /** Smallest value, above 0. */
  double min();

  /** Largest value. */
  double max();
}
