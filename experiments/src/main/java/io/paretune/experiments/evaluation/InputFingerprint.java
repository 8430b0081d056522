package io.paretune.experiments.evaluation;

import io.paretune.evaluators.data.DataSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the trials of a study start from: its data, and the model that is compressed. It is kept
 * with the study, since figures of two data sets, or of two models, are never compared.
 *
 * @param facts by the names of the study's attributes: SHA-256 of each input, and what tells a
 *     reader how two data sets differ
 */
public record InputFingerprint(Map<String, String> facts) {

  /** The data that trials see: examples of the training and validation split, preprocessing. */
  private static final String SEEN = "data.sha256";

  private static final String TEST = "data.test-sha256";
  private static final String MODEL = "model.sha256";

  /** What says in words how the data that trials see differ. */
  private static final List<String> WORDS =
      List.of("data.shape", "data.training-examples", "data.validation-examples");

  /** Copies the map. */
  public InputFingerprint {
    facts = Map.copyOf(facts);
  }

  /**
   * Of a search for networks.
   *
   * @param model SHA-256 of the weights that every trial starts from; empty if from none
   */
  public static InputFingerprint of(DataSet data, Optional<String> model) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(SEEN, data.contentHash());
    facts.put("data.shape", data.shape().toString());
    facts.put("data.training-examples", Integer.toString(data.train().size()));
    facts.put("data.validation-examples", Integer.toString(data.validation().size()));
    facts.put(TEST, data.testHash());
    model.ifPresent(hash -> facts.put(MODEL, hash));
    return new InputFingerprint(facts);
  }

  /**
   * Checks that a study goes on with the inputs that it was begun with.
   *
   * @param kept the study's attributes; of what they have no fingerprint, as earlier versions left
   *     them, any is accepted
   * @param where the study, for the message
   * @throws IllegalStateException naming what differs
   */
  public void requireSame(Map<String, String> kept, String where) {
    if (differs(SEEN, kept)) {
      throw new IllegalStateException(
          where
              + ": its trials learned from other data than there are now ("
              + difference(kept)
              + "); bring the data back, or start another run");
    }
    if (differs(TEST, kept)) {
      throw new IllegalStateException(
          where
              + ": the test split is another than when it was begun (the data that trials learn"
              + " from are the same); bring the data back, or start another run");
    }
    if (differs(MODEL, kept)) {
      throw new IllegalStateException(
          where
              + ": its trials started from another model than there is now (its file has other"
              + " content); bring the model back, or start another run");
    }
  }

  private boolean differs(String fact, Map<String, String> kept) {
    String before = kept.get(fact);
    return before != null && !before.equals(facts.get(fact));
  }

  private String difference(Map<String, String> kept) {
    List<String> differences = new ArrayList<>();
    for (String name : WORDS) {
      if (differs(name, kept)) {
        differences.add(
            name.substring(name.indexOf('.') + 1)
                + " "
                + kept.get(name)
                + " then, "
                + facts.get(name)
                + " now");
      }
    }
    return differences.isEmpty()
        ? "as many examples, but other values, labels or preprocessing"
        : String.join("; ", differences);
  }
}
