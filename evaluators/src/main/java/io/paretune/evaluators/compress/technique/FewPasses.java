package io.paretune.evaluators.compress.technique;

import io.paretune.evaluators.network.WeightedNetwork;
import java.util.function.UnaryOperator;

/** Passes that are all the same and have no fine-tuning. */
record FewPasses(int count, UnaryOperator<WeightedNetwork> pass) implements Passes {

  @Override
  public Cut pass(int number, WeightedNetwork current) {
    return new Cut(pass.apply(current), 0);
  }

  @Override
  public int epochsAfter(int number, int epochs) {
    return 0;
  }
}
