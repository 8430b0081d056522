package io.paretune.search.space.type;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The words that a {@code String} can be, or those constants of an enum that it is limited to. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Choices {

  /**
   * The words, at least one; for an enum the names of its constants, as in Java or as in the space
   * ({@code "MAX_POOL"} or {@code "max-pool"}).
   */
  String[] value();
}
