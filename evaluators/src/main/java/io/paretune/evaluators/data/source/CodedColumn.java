package io.paretune.evaluators.data.source;

import java.util.Map;

/**
 * How a column of a table becomes numbers: what has to be done again with the rows that a network
 * is asked about.
 *
 * @param name what the header calls it
 * @param kind of the coding, such as {@code one-hot}
 * @param settings of the coding: texts, numbers, truth values, and lists and maps of these
 */
public record CodedColumn(String name, String kind, Map<String, Object> settings) {
  /** Copies the map. */
  public CodedColumn {
    settings = Map.copyOf(settings);
  }
}
