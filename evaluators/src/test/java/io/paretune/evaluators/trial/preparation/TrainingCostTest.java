package io.paretune.evaluators.trial.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.NetworkProblem;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrainingCostTest {
  private static final double SECOND = 3e10;

  private final NetworkProblem problem = DigitsTask.task(Optional.empty()).open();

  @Test
  void littleIsWorkedOutByArithmetic() {
    TrainingCost cost = TrainingCost.of(problem, 10, 1, step -> noSteps());
    double adds = problem.family().largest(problem.context()).multiplyAdds();
    // two epochs, forward and twice as much back
    assertThat(cost.largest())
        .isCloseTo(2 * 3 * adds * problem.data().train().size() / SECOND, within(1e-9));
    assertThat(cost.smallest()).isPositive().isLessThan(cost.largest());
    assertThat(cost.before()).isZero();
    assertThat(cost.timed()).isFalse();
    assertThat(TrainingCost.of(problem, 10, 2, step -> noSteps()).largest())
        .isCloseTo(cost.largest() / 2, within(1e-9));
  }

  private static void noSteps() {
    throw new IllegalStateException("nothing is to be trained");
  }

  @Test
  void muchIsTimed() {
    int[] steps = {0};
    StepGate counted =
        step -> {
          steps[0]++;
          step.run();
        };
    TrainingCost cost = TrainingCost.of(problem, Long.MAX_VALUE, 1, counted);
    assertThat(cost.timed()).isTrue();
    assertThat(cost.smallest()).isPositive().isLessThanOrEqualTo(cost.largest());
    assertThat(steps[0]).isBetween(4, 40);
  }

  @Test
  void whatIsDoneBesideStepsIsNotCounted() {
    AtomicInteger beside = new AtomicInteger();
    StepGate gate =
        new StepGate() {
          @Override
          public void run(Runnable step) {
            step.run();
          }

          @Override
          public StepGate beside() {
            beside.incrementAndGet();
            return this;
          }
        };
    assertThat(TrainingCost.of(problem, Long.MAX_VALUE, 2, gate).timed()).isTrue();
    // one that counts would stand for both
    assertThat(beside).hasPositiveValue();
  }

  @Test
  void whatCannotBeTimedIsWorkedOut() {
    TrainingCost cost = TrainingCost.of(problem, Long.MAX_VALUE, 1, step -> noSteps());
    assertThat(cost).isEqualTo(TrainingCost.of(problem, 10, 1, step -> noSteps()));
  }
}
