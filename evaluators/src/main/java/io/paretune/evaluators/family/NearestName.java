package io.paretune.evaluators.family;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The name that a mistyped one probably means. */
final class NearestName {

  private NearestName() {}

  /** An exception that says what is unknown, what exists and which is nearest. */
  static IllegalArgumentException unknown(String what, String name, Collection<String> known) {
    String nearest =
        known.stream()
            .min(
                Comparator.comparingInt((String other) -> distance(name, other))
                    .thenComparing(other -> other))
            .orElse("none");
    return new IllegalArgumentException(
        "no %s '%s'; did you mean '%s'? There are %s"
            .formatted(what, name, nearest, known.stream().sorted().toList()));
  }

  /**
   * Edits (insert, delete, replace a character) between two names, ignoring case; O(length x
   * length).
   */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
