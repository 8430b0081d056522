package io.paretune.search.space;

/**
 * One thing that is searched.
 *
 * @param name unique in its space; letters, digits and {@code . _ -}, so that it can be a column
 *     name
 * @param domain the values it can take
 * @param condition when it exists
 */
public record Parameter(String name, Domain domain, Condition condition) {

  /** Checks the name; a condition of several that are one, or none, becomes that. */
  public Parameter {
    condition = Condition.all(condition);
    if (!name.matches("[A-Za-z][A-Za-z0-9._\\[\\]-]*")) {
      throw new IllegalArgumentException(
          "a parameter's name must start with a letter and hold letters, digits, '.', '_', '-',"
              + " '[' and ']', got '"
              + name
              + "'");
    }
  }

  /** A parameter that always exists. */
  public static Parameter of(String name, Domain domain) {
    return new Parameter(name, domain, Condition.always());
  }
}
