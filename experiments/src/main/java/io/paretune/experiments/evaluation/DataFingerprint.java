package io.paretune.experiments.evaluation;

import io.paretune.evaluators.data.DataSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which data the trials of a study learn from. It is kept with the study, since figures of two data
 * sets are never compared.
 *
 * @param facts by the names of the study's attributes: the SHA-256 of all examples and their
 *     preprocessing, and what tells a reader how two data sets differ
 */
public record DataFingerprint(Map<String, String> facts) {

  private static final String PREFIX = "data.";
  private static final String HASH = PREFIX + "sha256";

  /** Copies the map. */
  public DataFingerprint {
    facts = Map.copyOf(facts);
  }

  /** Of what a search sees of its data. */
  public static DataFingerprint of(DataSet data) {
    return new DataFingerprint(
        Map.of(
            HASH,
            data.contentHash(),
            PREFIX + "shape",
            data.shape().toString(),
            PREFIX + "training-examples",
            Integer.toString(data.train().size()),
            PREFIX + "validation-examples",
            Integer.toString(data.validation().size())));
  }

  /**
   * Checks that a study goes on with the data that it was begun with.
   *
   * @param kept the study's attributes; without a fingerprint, as earlier versions left them, any
   *     data are accepted
   * @param where the study, for the message
   * @throws IllegalStateException naming what differs
   */
  public void requireSame(Map<String, String> kept, String where) {
    difference(kept)
        .ifPresent(
            difference -> {
              throw new IllegalStateException(
                  where
                      + ": its trials learned from other data than there are now ("
                      + difference
                      + "); bring the data back, or start another run");
            });
  }

  private Optional<String> difference(Map<String, String> kept) {
    Map<String, String> now = new TreeMap<>(facts);
    String hash = now.remove(HASH);
    String before = kept.get(HASH);
    if (before == null || before.equals(hash)) {
      return Optional.empty();
    }
    List<String> differences = new ArrayList<>();
    now.forEach(
        (name, value) -> {
          String was = kept.getOrDefault(name, value);
          if (!was.equals(value)) {
            differences.add(
                name.substring(PREFIX.length()) + " " + was + " then, " + value + " now");
          }
        });
    return Optional.of(
        differences.isEmpty()
            ? "as many examples, but other values, labels or preprocessing"
            : String.join("; ", differences));
  }
}
