package io.paretune.evaluators.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.train.batch.Batch;
import java.util.List;
import java.util.Map;

/** What a branch makes small. */
@FunctionalInterface
public interface Objective {

  /**
   * A branch's forward pass, as its objective sees it.
   *
   * @param batch what went in
   * @param values of the nodes that the objective reads, by name
   * @param outputs {@code float[batch][outputs]}, raw
   * @param leaves all that is trained, by name
   * @param earlier the outputs of the step's branches before this one, in order, without gradients
   */
  record Pass(
      Batch batch,
      Map<String, NDArray> values,
      NDArray outputs,
      Map<String, NDArray> leaves,
      List<NDArray> earlier) {

    /** Owns what is made on the way; it ends with the branch. */
    public NDManager manager() {
      return outputs.getManager();
    }
  }

  /**
   * A loss.
   *
   * @param differentiated a scalar in the pass's memory
   * @param constant what is added to it when the loss is told, and has no gradient
   */
  record Value(NDArray differentiated, double constant) {}

  /** Names of the nodes whose values it reads beside the outputs. */
  default List<String> reads() {
    return List.of();
  }

  /** Up to which branch of the step it reads the outputs of others, -1 for none. */
  default int readsUpTo() {
    return -1;
  }

  /** Whether several threads may ask it at once, of parts on several devices. */
  default boolean sharesWell() {
    return false;
  }

  /** The loss of a forward pass. */
  Value of(Pass pass);
}
