package io.paretune.tests.peers;

import io.paretune.search.problem.Problem;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Real;
import java.util.ArrayList;
import java.util.List;
import org.uma.jmetal.algorithm.multiobjective.nsgaii.NSGAII;
import org.uma.jmetal.algorithm.multiobjective.nsgaii.NSGAIIBuilder;
import org.uma.jmetal.operator.crossover.impl.SBXCrossover;
import org.uma.jmetal.operator.mutation.impl.PolynomialMutation;
import org.uma.jmetal.problem.doubleproblem.impl.AbstractDoubleProblem;
import org.uma.jmetal.solution.doublesolution.DoubleSolution;
import org.uma.jmetal.util.pseudorandom.JMetalRandom;

/** NSGA-II of jMetal. */
final class JMetal implements Peer {

  @Override
  public String name() {
    return "jMetal 6.6";
  }

  /** Our function as theirs. */
  private static final class Adapted extends AbstractDoubleProblem {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    private Adapted(Problem problem) {
      this.problem = problem;
      List<Double> low = new ArrayList<>();
      List<Double> high = new ArrayList<>();
      for (Parameter parameter : problem.variables().parameters()) {
        Real range = (Real) parameter.domain();
        low.add(range.low());
        high.add(range.high());
      }
      variableBounds(low, high);
      numberOfObjectives(problem.objectives());
    }

    @Override
    public DoubleSolution evaluate(DoubleSolution solution) {
      double[] x = new double[problem.variables().dimension()];
      for (int i = 0; i < x.length; i++) {
        x[i] = solution.variables().get(i);
      }
      double[] values = problem.at(x);
      System.arraycopy(values, 0, solution.objectives(), 0, values.length);
      return solution;
    }
  }

  @Override
  public Found search(Problem problem, int evaluations, long seed) {
    JMetalRandom.getInstance().setSeed(seed);
    NSGAII<DoubleSolution> algorithm =
        new NSGAIIBuilder<>(
                new Adapted(problem),
                new SBXCrossover(0.9, 20),
                new PolynomialMutation(1.0 / problem.variables().dimension(), 20),
                100)
            .setMaxEvaluations(evaluations)
            .build();
    algorithm.run();
    return Found.of(algorithm.result().stream().map(one -> one.objectives().clone()).toList());
  }
}
