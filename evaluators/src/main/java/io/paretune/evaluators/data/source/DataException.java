package io.paretune.evaluators.data.source;

import java.util.List;

/**
 * Data that cannot be used: one line naming the file, what was expected there and what was found.
 */
public final class DataException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param where the file or directory
   * @param expected what a sound one holds
   * @param found what it holds
   */
  public DataException(String where, String expected, String found) {
    super(oneLine(where + ": expected " + expected + ", found " + found));
  }

  /** As {@link #DataException(String, String, String)}, with the failure that revealed it. */
  public DataException(String where, String expected, String found, Throwable cause) {
    super(oneLine(where + ": expected " + expected + ", found " + found), cause);
  }

  private DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same of another place: what the message calls {@code from} is called {@code to}. */
  public DataException elsewhere(String from, String to) {
    return new DataException(String.valueOf(getMessage()).replace(from, to), this);
  }

  /** The same with what may be done about it. */
  public DataException advising(String advice) {
    return new DataException(getMessage() + "; " + advice, this);
  }

  /** Names for a message: all of a few, the first of many. */
  public static String listed(List<String> names) {
    return names.size() <= 5
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 4)) + ", and " + (names.size() - 4) + " more";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
