package io.paretune.experiments.command.terminal;

/** What a command prints to. */
public final class Terminal {

  private static final int USUAL = 120;
  private static final int NARROWEST = 40;

  private Terminal() {}

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
