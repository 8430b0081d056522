package io.paretune.experiments.evaluation.program;

import io.paretune.experiments.config.space.AssignmentTree;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.EvaluationPlace;
import io.paretune.experiments.evaluation.Goals;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.experiments.evaluation.TrialReports;
import io.paretune.experiments.program.OutputParser;
import io.paretune.experiments.program.Program;
import io.paretune.experiments.program.ProgramService;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.search.space.SearchSpace;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Trials are points of any space, evaluated by any program.
 *
 * @param space what is searched
 * @param command who evaluates
 * @param goals what the program must answer
 * @param steps the last step that trials report; empty if the file does not say
 */
public record ProgramConfig(SearchSpace space, Program command, Goals goals, OptionalInt steps)
    implements EvaluationConfig {

  @Override
  public Evaluation open(Sources sources) {
    command.requireStartable(space);
    return new ProgramTrials(space, command);
  }

  @Override
  public TrialEvaluator evaluator(Sources sources, EvaluationPlace place) {
    return new ProgramService(
        command,
        space,
        AssignmentTree.of(space)::of,
        new OutputParser(goals.objectiveNames(), goals.constrained()),
        new ProgramService.Surroundings(
            place.seed(),
            new RunDirectory(place.directory()).trials(),
            place.trialTimeout(),
            MeasuringLease.ofThisHost()));
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
  public TrialReports reports() {
    return TrialReports.ofFirstObjective(steps);
  }
}
