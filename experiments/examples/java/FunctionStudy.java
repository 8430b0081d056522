import io.paretune.search.space.type.LogRange;
import io.paretune.search.space.type.Range;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;

/** The hyperparameters of a descent into Rosenbrock's valley: how low it comes in how few steps. */
public final class FunctionStudy {

  record Descent(@LogRange(min = 10, max = 1000) int steps, Method method) {}

  /** How a gradient becomes a step; each method has parameters of its own. */
  sealed interface Method {
    double[] step(double[] gradient, double[] memory);
  }

  record Momentum(
      @LogRange(min = 1e-5, max = 1e-2) double rate, @Range(min = 0, max = 0.99) double momentum)
      implements Method {
    @Override
    public double[] step(double[] gradient, double[] memory) {
      for (int i = 0; i < 2; i++) {
        memory[i] = momentum * memory[i] - rate * gradient[i];
      }
      return new double[] {memory[0], memory[1]};
    }
  }

  record Adam(
      @LogRange(min = 1e-3, max = 1) double rate,
      @Range(min = 0.5, max = 0.95) double first,
      @Range(min = 0.5, max = 0.999) double second)
      implements Method {

    Adam {
      // what cannot work may be refused: such a trial fails, and the study goes on
      if (first * first > second) {
        throw new IllegalArgumentException(
            "first^2 <= second must hold, got first=" + first + ", second=" + second);
      }
    }

    @Override
    public double[] step(double[] gradient, double[] memory) {
      double[] step = new double[2];
      for (int i = 0; i < 2; i++) {
        memory[i] = first * memory[i] + (1 - first) * gradient[i];
        memory[i + 2] = second * memory[i + 2] + (1 - second) * gradient[i] * gradient[i];
        step[i] = -rate * memory[i] / (Math.sqrt(memory[i + 2]) + 1e-8);
      }
      return step;
    }
  }

  public static void main(String[] arguments) {
    Study<Descent> study =
        Study.of(Descent.class).minimize("height").minimize("steps").seed(7).start();
    study.enqueue(new Descent(500, new Momentum(1e-3, 0.9))); // a guess of one's own, tried first
    study.optimize(
        (descent, trial) -> trial.measured(height(descent), descent.steps()), Budget.trials(300));
    study
        .paretoFront()
        .forEach(
            member ->
                System.out.printf(
                    "%.2e %s%n",
                    member.trial().measurement().orElseThrow().metric("height"), member.value()));
  }

  private static double height(Descent descent) {
    double[] at = {-1.2, 1};
    double[] memory = new double[4];
    for (int i = 0; i < descent.steps(); i++) {
      double slope = at[1] - at[0] * at[0];
      double[] gradient = {-400 * at[0] * slope - 2 * (1 - at[0]), 200 * slope};
      double[] step = descent.method().step(gradient, memory);
      at[0] += step[0];
      at[1] += step[1];
    }
    // a descent that flies off ends as infinity or NaN: its trial fails with that reason
    return 100 * Math.pow(at[1] - at[0] * at[0], 2) + Math.pow(1 - at[0], 2);
  }
}
