package io.paretune.experiments.run.process;

import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.trial.Measurement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What must be alike wherever trials of a study are evaluated: figures of two data sets, two models
 * or two machines are never compared.
 */
public final class Premises {

  private static final String MACHINE = Measurement.MACHINE;

  private Premises() {}

  /** Of an evaluation as the coordinator opened it: what it starts from, what it measures on. */
  public static Map<String, String> of(Evaluation evaluation) {
    Map<String, String> facts = new LinkedHashMap<>();
    evaluation.inputs().ifPresent(inputs -> facts.putAll(inputs.facts()));
    evaluation.machine().ifPresent(machine -> facts.put(MACHINE, machine.id()));
    return facts;
  }

  /**
   * Checks them where trials are to be evaluated.
   *
   * @param facts as {@link #of} gave them
   * @param here the evaluation as it is opened there
   * @throws IllegalStateException naming what differs
   */
  public static void require(Map<String, String> facts, Evaluation here) {
    here.inputs()
        .ifPresent(inputs -> inputs.requireSame(facts, "the study as this worker sees it"));
    String machine = facts.get(MACHINE);
    Optional<String> own = here.machine().map(Fingerprint::id);
    if (machine != null && own.isPresent() && !own.get().equals(machine)) {
      throw new IllegalStateException(
          "this worker would measure on another machine (fingerprint "
              + own.get()
              + ") than the study does ("
              + machine
              + "); use a machine like that one, or a hardware profile with an agent, which all"
              + " workers ask");
    }
  }
}
