package io.paretune.evaluators.data.source;

/**
 * Where examples come from, in place of a path whose content says what it is. An immutable value:
 * two equal ones hold the same examples, and are read once.
 */
public interface DataSource {

  /**
   * Reads all of it.
   *
   * @param reading what is wanted of each example
   * @throws DataException if something is absent or not sound, or holds no such targets
   */
  SourceData read(Reading reading);
}
