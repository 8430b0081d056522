package io.paretune.evaluators.task;

import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.task.loss.SigmoidCrossEntropy;
import io.paretune.evaluators.task.score.Predictions;

/** A head whose outputs are each a yes or a no: a logit, which a sigmoid makes a probability. */
interface SigmoidHead extends Head {

  @Override
  default Loss loss() {
    return new SigmoidCrossEntropy();
  }

  @Override
  default OutputScale scale() {
    return OutputScale.identity();
  }

  @Override
  default Predictions.Form formOfFile(boolean closed) {
    return closed ? Predictions.Form.ANSWERS : Predictions.Form.RAW;
  }

  @Override
  default OutputFunction function() {
    return OutputFunction.SIGMOID;
  }

  @Override
  default boolean looksAnswered(Predictions unknown) {
    return Heads.withinUnit(unknown);
  }

  @Override
  default void toRaw(float[] answers) {
    Heads.toLogits(answers);
  }
}
