package io.paretune.experiments.program;

import java.util.ArrayDeque;
import java.util.Deque;

/** The end of what a program printed. Thread-safe. */
final class LastLines {

  private static final int LINES = 5;
  private static final int CHARACTERS = 300;

  private final Deque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    String stripped = line.strip();
    lines.addLast(
        stripped.length() <= CHARACTERS ? stripped : stripped.substring(0, CHARACTERS) + " ...");
  }

  /** All in one line, for a trial's reason; empty if nothing was printed. */
  synchronized String inOneLine() {
    return String.join(" | ", lines);
  }
}
