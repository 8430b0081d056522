package io.paretune.experiments.command.terminal;

/** What a command prints to. */
public final class Terminal {

  private static final int USUAL = 120;
  private static final int NARROWEST = 40;
  private static final String INDENT = "    ";

  private Terminal() {}

  /**
   * A line as it is shown, broken between words where it is longer than a terminal is wide; what is
   * not shown on one stays whole.
   *
   * @param terminal whether it is
   */
  public static String wrapped(String line, boolean terminal) {
    return terminal ? wrapped(line, columns()) : line;
  }

  static String wrapped(String line, int width) {
    StringBuilder text = new StringBuilder();
    String rest = line;
    while (rest.length() > width) {
      int end = rest.lastIndexOf(' ', width);
      if (rest.substring(0, Math.max(0, end)).isBlank()) {
        break; // a word that is longer
      }
      text.append(rest, 0, end).append('\n');
      rest = INDENT + rest.substring(end + 1);
    }
    return text.append(rest).toString();
  }

  /** How wide it is in characters, as {@code COLUMNS} says, which the launcher sets. */
  public static int columns() {
    try {
      String told = System.getenv().getOrDefault("COLUMNS", Integer.toString(USUAL));
      return Math.max(NARROWEST, Integer.parseInt(told));
    } catch (NumberFormatException odd) {
      return USUAL;
    }
  }
}
