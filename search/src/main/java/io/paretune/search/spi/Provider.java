package io.paretune.search.spi;

import java.util.List;

/**
 * Something that can be named in an experiment file and comes from a jar. Each kind of provider is
 * an interface below this one; an implementation is public, has a public constructor without
 * arguments, and is listed under its interface's name in {@code META-INF/services} (see {@link
 * java.util.ServiceLoader}).
 */
public interface Provider {

  /**
   * The version of these interfaces. A constant that the compiler copies into an implementation, so
   * that a jar tells which version it was compiled against.
   */
  int API = 1;

  /**
   * The version that the implementation was compiled against: {@code return Provider.API;}. One of
   * another version is refused.
   */
  int api();

  /** The name in experiment files, of lower-case letters, digits and hyphens. */
  String name();

  /** The keys that an experiment file may give beside the name; none by default. */
  default List<String> keys() {
    return List.of();
  }
}
