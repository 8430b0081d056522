package io.paretune.search.space.type;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers that an {@code int}, {@code long}, {@code double} or {@code float} can be, one by
 * one: {@code @Numbers({3, 5, 7}) int kernel}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Numbers {

  /** The numbers, at least one. */
  double[] value();
}
