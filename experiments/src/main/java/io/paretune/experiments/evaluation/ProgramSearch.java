package io.paretune.experiments.evaluation;

import io.paretune.experiments.program.Program;
import io.paretune.search.space.SearchSpace;
import java.util.Optional;

/**
 * Trials are points of any space, evaluated by any program.
 *
 * @param space what is searched
 * @param command who evaluates
 */
public record ProgramSearch(SearchSpace space, Program command) implements EvaluationConfig {

  @Override
  public Evaluation open(Sources sources) {
    command.requireStartable(space);
    return new ProgramTrials(space, command);
  }

  @Override
  public Optional<String> withoutFiles() {
    return Optional.of(
        "its trials are evaluated by the program '"
            + command.inWords()
            + "', so there are no networks to export; what the program kept for a trial is under"
            + " trials/");
  }

  @Override
  public Optional<ProgramSearch> program() {
    return Optional.of(this);
  }
}
