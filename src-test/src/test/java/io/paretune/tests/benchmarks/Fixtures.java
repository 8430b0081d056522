package io.paretune.tests.benchmarks;

import io.paretune.search.pareto.Costs;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Real;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What several benchmarks work on. */
final class Fixtures {

  private Fixtures() {}

  /** Ten parameters of all kinds, two of them conditional. */
  static SearchSpace mixed() {
    return SearchSpace.builder()
        .real("dropout", 0, 0.5)
        .real("momentum", 0.5, 0.99)
        .logReal("rate", 1e-5, 1e-1)
        .logReal("decay", 1e-6, 1e-2)
        .whole("depth", 1, 12)
        .whole("width", 16, 512, 16)
        .choice("activation", "relu", "gelu", "silu", "tanh")
        .choice("optimizer", "sgd", "adam", "lamb")
        .when(Condition.in("optimizer", "sgd"), sgd -> sgd.choice("nesterov", true, false))
        .when(Condition.atLeast("depth", 6), deep -> deep.real("skip", 0, 1))
        .build();
  }

  /** Thirty real numbers, as in ZDT1. */
  static SearchSpace real() {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      parameters.add(new Parameter("x" + i, Real.between(0, 1), Condition.always()));
    }
    return SearchSpace.of(parameters);
  }

  /** Asks, and tells two costs that depend on the point. */
  static void step(Study<Assignment> study) {
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    double[] unit = study.definition().space().toUnit(trial.assignment());
    double sum = 0;
    for (double position : unit) {
      sum += Double.isNaN(position) ? 0.5 : (position - 0.3) * (position - 0.3);
    }
    study.tell(trial.number(), trial.measured(unit[0], sum - Math.sqrt(unit[0])));
  }

  /** Points of which none dominates another: on a sphere's positive part. */
  static List<Costs> front(int count, int objectives, long seed) {
    Random random = new Random(seed);
    List<Costs> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] point = new double[objectives];
      double norm = 0;
      for (int axis = 0; axis < objectives; axis++) {
        point[axis] = Math.abs(random.nextGaussian());
        norm += point[axis] * point[axis];
      }
      for (int axis = 0; axis < objectives; axis++) {
        point[axis] /= Math.sqrt(norm);
      }
      points.add(Costs.of(point));
    }
    return points;
  }
}
