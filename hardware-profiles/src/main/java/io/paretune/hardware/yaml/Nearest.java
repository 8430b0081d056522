package io.paretune.hardware.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The valid name that a mistyped one was probably meant to be (Levenshtein distance). */
public final class Nearest {
  private Nearest() {}

  /** {@code "; did you mean 'x'?"}, or the empty string where nothing is near. */
  public static String hint(String given, Collection<String> valid) {
    return valid.stream()
        .min(
            Comparator.comparingInt((String name) -> distance(given, name))
                .thenComparing(name -> name))
        .filter(
            name ->
                distance(given, name) <= Math.max(2, Math.max(given.length(), name.length()) / 2))
        .map(name -> "; did you mean '" + name + "'?")
        .orElse("");
  }

  /** The valid names, the nearest first. */
  public static List<String> order(String given, Collection<String> valid) {
    return valid.stream()
        .sorted(Comparator.comparingInt((String name) -> distance(given, name)))
        .toList();
  }

  /** A refusal that says what is unknown, what was probably meant and what there is. */
  public static IllegalArgumentException unknown(
      String what, String name, Collection<String> valid) {
    return new IllegalArgumentException(
        "no %s '%s'%s (there are: %s)"
            .formatted(
                what,
                name,
                hint(name, valid),
                String.join(", ", valid.stream().sorted().toList())));
  }

  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
