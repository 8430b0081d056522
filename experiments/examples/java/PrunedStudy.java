import io.paretune.search.pruner.PercentilePruner;
import io.paretune.search.sampler.tpe.Tpe;
import io.paretune.search.space.type.LogRange;
import io.paretune.search.space.type.Range;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.Verdict;
import java.util.Map;

/** Logistic regression by gradient descent: slow trials are pruned, failures are told apart. */
public final class PrunedStudy {

  record Descent(
      @LogRange(min = 1e-3, max = 1e3) double rate, @Range(min = 1, max = 64) int batch) {}

  private static final int EPOCHS = 30;
  private static final int POINTS = 256;

  public static void main(String[] arguments) {
    Study<Descent> study =
        Study.of(Descent.class)
            .minimize("loss")
            .constrain(Constraint.atMost("steps", 5_000)) // a hard bound on another metric
            .sampler(new Tpe(Tpe.Settings.defaults()))
            .pruner(PercentilePruner.median(5, 3)) // worse than half of the others at its epoch
            .stopAfterFailures(10) // the evaluator is broken, not the point
            .listener(
                (event, trial) -> {
                  if (event instanceof TrialEvent.Finished) {
                    System.out.printf(
                        "trial %d %s %s%n", trial.number(), trial.state(), trial.reason());
                  }
                })
            .seed(7)
            .start();
    study.optimize(PrunedStudy::train, Budget.trials(40), 2); // two trials at a time
    study.best().ifPresent(best -> System.out.println("best: " + best.value()));
  }

  private static Outcome train(Descent descent, ActiveTrial<Descent> trial) {
    double[] weights = new double[2];
    int steps = 0;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      for (int first = 0; first < POINTS; first += descent.batch(), steps++) {
        step(weights, first, descent);
      }
      double loss = loss(weights);
      if (!Double.isFinite(loss)) {
        return new Outcome.Failed("diverged in epoch " + epoch);
      }
      Verdict verdict = trial.report(epoch, loss);
      if (verdict.prune()) {
        return trial.pruned(verdict);
      }
    }
    if (steps < 1_000) { // objectives and other metrics, by value and by name
      return trial.measured(Map.of("steps", (double) steps), loss(weights));
    }
    return trial.measured( // the same by names alone, with a fact of how it came about
        Measurement.of(Map.of("loss", loss(weights), "steps", (double) steps))
            .with("schedule", "long"));
  }

  private static double input(int point) {
    return Math.sin(point * 12.9898) * 3;
  }

  private static double target(int point) {
    return input(point) + 0.3 * Math.cos(point * 78.233) > 0.5 ? 1 : 0;
  }

  private static double predicted(double[] weights, int point) {
    return 1 / (1 + Math.exp(-weights[0] * input(point) - weights[1]));
  }

  private static void step(double[] weights, int first, Descent descent) {
    int last = Math.min(first + descent.batch(), POINTS);
    for (int i = first; i < last; i++) {
      double error = descent.rate() * (predicted(weights, i) - target(i)) / (last - first);
      weights[0] -= error * input(i);
      weights[1] -= error;
    }
  }

  private static double loss(double[] weights) {
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      double right = target(i) == 1 ? predicted(weights, i) : 1 - predicted(weights, i);
      sum -= Math.log(right) / POINTS;
    }
    return sum;
  }
}
