package io.paretune.evaluators.trial.preparation.kept;

import io.paretune.evaluators.train.forward.StepGate;
import java.nio.file.Path;

/**
 * Where and how preparations work.
 *
 * @param directory where what is made is kept; made if it does not exist
 * @param gate goes around every step
 * @param allowed how long it may take: fewer epochs are trained where the time is not enough
 * @param lanes threads that work side by side, at least 1; what is trained does not depend on it
 */
public record Place(Path directory, StepGate gate, TimeAllowed allowed, int lanes) {
  /** One thread that may take what it takes. */
  public Place(Path directory, StepGate gate) {
    this(directory, gate, TimeAllowed.unlimited(), 1);
  }
}
