package io.paretune.results.store.table;

import io.paretune.search.trial.Measurement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which entries of a measurement's provenance name files: {@code artifact} and {@code
 * artifact.ROLE}.
 */
public final class Artifacts {

  private static final String KEY = Measurement.ARTIFACT;

  private Artifacts() {}

  /** Hashes (SHA-256, 64 hexadecimal digits) by role; the role of {@code artifact} is empty. */
  static Map<String, String> named(Map<String, String> provenance) {
    Map<String, String> named = new LinkedHashMap<>();
    provenance.forEach(
        (key, value) -> {
          boolean names = key.equals(KEY) || key.startsWith(KEY + ".");
          if (names && value.matches("[0-9a-f]{64}")) {
            named.put(key.substring(Math.min(key.length(), KEY.length() + 1)), value);
          }
        });
    return named;
  }
}
