package io.paretune.experiments.run.phase;

import io.paretune.experiments.evaluation.network.NetworkPreparation;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.StudyAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Keeps with a study how far its preparations are, and how they went. */
public final class PreparationStates {

  private final StudyAttributes attributes;
  private final List<String> made = new ArrayList<>();

  /** Nothing is made yet. */
  public PreparationStates(StudyAttributes attributes) {
    this.attributes = attributes;
  }

  /** One is at work. */
  void now(String at) {
    List<String> all = new ArrayList<>(made);
    all.add(at);
    attributes.put(StudyAttributes.PREPARATION, String.join("; ", all));
  }

  /**
   * One is made.
   *
   * @param name of what was made
   * @param as its evaluation measured it
   * @return what is kept, in words
   */
  public String made(String name, Measurement as) {
    String curve = as.provenance().getOrDefault(NetworkPreparation.CURVE, "");
    int epochs = (int) as.metric(NetworkPreparation.EPOCHS);
    if (epochs > 0) {
      attributes.put(StudyAttributes.curve(name), curve);
    }
    String state =
        name
            + (Boolean.parseBoolean(as.provenance().get(NetworkPreparation.FOUND))
                ? ": found, made before"
                : String.format(
                    Locale.ROOT, ": made in %.0f s", as.metric(NetworkPreparation.SECONDS)))
            + epochs(epochs, (int) as.metric(NetworkPreparation.PLANNED));
    now(state);
    made.add(state);
    return state;
  }

  private static String epochs(int trained, int planned) {
    if (planned == 0) {
      return "";
    }
    return trained < planned
        ? ", %d of %d epochs, for which there was time".formatted(trained, planned)
        : ", %d epoch%s".formatted(trained, trained == 1 ? "" : "s");
  }
}
