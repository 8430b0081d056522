package io.paretune.evaluators.task;

import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.task.loss.SigmoidCrossEntropy;
import io.paretune.evaluators.task.score.Predictions;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

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
  default OptionalDouble changed(Predictions before, Predictions after) {
    boolean[] other = new boolean[before.examples()];
    for (int o = 0; o < before.outputs(); o++) {
      int[] flags = Heads.flags(before, o);
      int[] now = Heads.flags(after, o);
      for (int i = 0; i < other.length; i++) {
        other[i] |= flags[i] != now[i];
      }
    }
    long others = IntStream.range(0, other.length).filter(i -> other[i]).count();
    return OptionalDouble.of((double) others / other.length);
  }

  @Override
  default void toRaw(float[] answers) {
    Heads.toLogits(answers);
  }
}
