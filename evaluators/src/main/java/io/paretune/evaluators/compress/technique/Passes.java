package io.paretune.evaluators.compress.technique;

import io.paretune.evaluators.network.WeightedNetwork;
import java.util.function.UnaryOperator;

/** The passes of a step over one network, with training between them. */
public interface Passes {

  /** How many there are. */
  int count();

  /**
   * One pass.
   *
   * @param number from 1 to {@link #count}
   * @param current the network as the passes before, and their fine-tuning, have left it
   */
  Cut pass(int number, WeightedNetwork current);

  /**
   * How many of some epochs of fine-tuning follow a pass.
   *
   * @param number from 1 to {@link #count}
   * @param epochs the schedule's
   */
  int epochsAfter(int number, int epochs);

  /** A single pass, without fine-tuning, that removes no single channels. */
  static Passes once(UnaryOperator<WeightedNetwork> pass) {
    return new FewPasses(1, pass);
  }

  /** No pass: others carry the step out, for instance those who write the file. */
  static Passes none() {
    return new FewPasses(0, network -> network);
  }
}
