package io.paretune.results.live;

/**
 * A column that a reader asks for.
 *
 * @param id its id, for instance {@code state} or {@code p0}
 * @param texts how many of its texts the reader knows
 */
public record ColumnRequest(String id, int texts) {

  /**
   * Reads {@code id} or {@code id@texts}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static ColumnRequest of(String text) {
    if (!text.matches("[a-z]+[0-9]{0,6}(@[0-9]{1,7})?")) {
      throw new IllegalArgumentException("a column must be like state or p0@3, got '" + text + "'");
    }
    int at = text.indexOf('@');
    return at < 0
        ? new ColumnRequest(text, 0)
        : new ColumnRequest(text.substring(0, at), Integer.parseInt(text.substring(at + 1)));
  }
}
