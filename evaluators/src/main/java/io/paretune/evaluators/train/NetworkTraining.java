package io.paretune.evaluators.train;

import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.evaluators.train.step.TrainingLoop;

/**
 * The training of one network, which whoever opened it takes the steps of. On one thread of one
 * machine a pure function of what {@link Trainer#begin} was given, however often it was ended and
 * gone on with. Owns native memory.
 */
public final class NetworkTraining implements AutoCloseable {

  private final Network network;
  private final ForwardTransform transform;
  private final StepGate gate;
  private final State state;
  private final TrainingLoop loop;

  /**
   * What changes.
   *
   * @param manager owns all arrays
   * @param weights of the network
   * @param parameters of the transform
   * @param update changes both
   */
  record State(NDManager manager, WeightArrays weights, WeightArrays parameters, Update update) {}

  /**
   * @param gate goes around every batch of a scoring
   */
  NetworkTraining(
      Network network, ForwardTransform transform, StepGate gate, State state, TrainingLoop loop) {
    this.network = network;
    this.transform = transform;
    this.gate = gate;
    this.state = state;
    this.loop = loop;
  }

  /** Takes the steps, and tells where it stands. */
  public TrainingLoop loop() {
    return loop;
  }

  /** A copy of the network's weights as they are. */
  public Weights weights() {
    return state.weights().toWeights();
  }

  /** A copy of the transform's parameters as they are. */
  Weights parameters() {
    return state.parameters().toWeights();
  }

  /** How good the network is as it is. */
  public Scores score(ValidationSplit validation) {
    return Inference.score(
        network, state.update().arrays(), transform, state.manager(), validation, gate);
  }

  @Override
  public void close() {
    loop.close();
    state.manager().close();
  }
}
