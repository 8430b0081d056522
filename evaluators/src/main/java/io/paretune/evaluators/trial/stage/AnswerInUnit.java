package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.rewrite.ScaledOutput;
import io.paretune.evaluators.compress.technique.Cut;
import io.paretune.evaluators.task.OutputScale;
import io.paretune.search.trial.TrialChannel;

/**
 * Has a trained network answer in the unit of its target: training sees numbers in units of their
 * deviation. Changes nothing where there is no unit.
 */
public final class AnswerInUnit implements Stage {

  private final OutputScale scale;

  /**
   * @param scale of the answers
   */
  public AnswerInUnit(OutputScale scale) {
    this.scale = scale;
  }

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    return candidate.cut(new Cut(ScaledOutput.of(candidate.network(), scale), 0));
  }
}
