package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.Targets;

/** Keeps all outputs and judges them at the end: they are few. */
final class WholeJudging implements Judging {

  private final Head head;
  private final Targets truth;
  private float[] all = {};
  private Predictions.Form form = Predictions.Form.RAW;
  private int taken;

  WholeJudging(Head head, Targets truth) {
    this.head = head;
    this.truth = truth;
  }

  @Override
  public void add(Predictions some) {
    if (taken == 0) {
      all = new float[truth.size() * some.outputs()];
      form = some.form();
    }
    some.copy(all, taken * some.outputs());
    taken += some.examples();
  }

  @Override
  public Scores scores() {
    return head.score(new Predictions(all, truth.size(), form), truth);
  }
}
