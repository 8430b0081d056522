package io.paretune.evaluators.task;

import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Picture;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.Targets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A task on certain data: what the outputs of a network mean there. Implementations are immutable.
 *
 * <p>Outputs have two forms. <i>Raw</i> ones are what a loss reads and the networks of families put
 * out in training: logits, or numbers in units of the target's deviation. <i>Answers</i> are what a
 * user of a file reads: probabilities, or numbers in the target's own unit.
 */
public interface Head {

  /** The task. */
  Task task();

  /** How many outputs a network needs. */
  int outputs();

  /** The task's metrics that these data define. */
  List<Metric> metrics();

  /** Classes or labels that have metrics of their own, of each {@link Task#ofEach}. */
  default List<String> singles() {
    return List.of();
  }

  /**
   * Checks that the outputs of a model that somebody brings can be judged.
   *
   * @throws IllegalArgumentException if not, in one line that says how many are needed
   */
  void requireOutputs(int outputs);

  /** What training minimises. */
  Loss loss();

  /** Where raw outputs lie in the unit of the answers; the identity where that is no question. */
  OutputScale scale();

  /**
   * How the outputs of a file are to be read.
   *
   * @param closed whether its network ends in a softmax or a logistic function
   */
  Predictions.Form formOfFile(boolean closed);

  /** What makes probabilities of raw outputs; where answers are no probabilities, nothing. */
  default OutputFunction function() {
    return OutputFunction.IDENTITY;
  }

  /** Whether the outputs of a file of unknown making are answers, by the look of some of them. */
  boolean looksAnswered(Predictions unknown);

  /** Turns answers into raw outputs, in place. */
  void toRaw(float[] answers);

  /**
   * Writes what training draws the outputs for an example towards, {@code float[outputs]}.
   *
   * @param smoothing share of the probability that is spread over all answers, in [0, 1)
   * @param outputs of the network, at least {@link #outputs()}
   */
  void target(
      Targets targets, int example, double smoothing, int outputs, float[] into, int offset);

  /**
   * Whether outputs and targets are planes that lie on an example's pixels: what moves the pixels
   * moves them.
   */
  default boolean isPlaced() {
    return false;
  }

  /** Judges outputs as they come. */
  default Judging judging(Targets truth) {
    return new WholeJudging(this, truth);
  }

  /** How good outputs are. */
  Scores score(Predictions outputs, Targets targets);

  /** Answers beside the truth, where that makes a picture. */
  default Optional<Picture> picture(Predictions outputs, Targets targets) {
    return Optional.empty();
  }

  /**
   * How far other outputs for the same examples are from some: the mean Kullback-Leibler divergence
   * of their probabilities in nats, or the mean squared difference in units of the variance.
   */
  double divergence(Predictions before, Predictions after);

  /**
   * Which share of the examples is answered otherwise; empty where answers are numbers. Here: the
   * highest output is another.
   */
  default OptionalDouble changed(Predictions before, Predictions after) {
    int others = 0;
    for (int i = 0; i < before.examples(); i++) {
      others += before.highest(i) == after.highest(i) ? 0 : 1;
    }
    return OptionalDouble.of((double) others / before.examples());
  }

  /** What a divergence is measured in. */
  default String divergenceUnit() {
    return "nats";
  }

  /**
   * The greatest difference between two raw outputs for one example: of probabilities, or of
   * numbers in units of their deviation.
   */
  double farthest(Predictions some, Predictions others);

  /**
   * What explains that a trained model is worse than guessing, other than inputs that it was not
   * trained with: a cause and a fix. Nothing by default.
   *
   * @param score of the model: the task's reported metric
   * @param targets that it was judged on
   */
  default Optional<String> misread(double score, Targets targets) {
    return Optional.empty();
  }

  /** What can be had without looking at the inputs. */
  Guess guess(Targets targets);
}
