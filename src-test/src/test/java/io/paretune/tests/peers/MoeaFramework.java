package io.paretune.tests.peers;

import io.paretune.search.problem.Problem;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Real;
import java.util.ArrayList;
import java.util.List;
import org.moeaframework.algorithm.NSGAII;
import org.moeaframework.core.PRNG;
import org.moeaframework.core.Solution;
import org.moeaframework.core.operator.CompoundVariation;
import org.moeaframework.core.operator.real.PM;
import org.moeaframework.core.operator.real.SBX;
import org.moeaframework.core.variable.RealVariable;
import org.moeaframework.problem.AbstractProblem;

/** NSGA-II of the MOEA Framework. */
final class MoeaFramework implements Peer {

  @Override
  public String name() {
    return "MOEA Framework 5.0";
  }

  /** Our function as theirs. */
  private static final class Adapted extends AbstractProblem {

    private final Problem problem;

    private Adapted(Problem problem) {
      super(problem.variables().dimension(), problem.objectives());
      this.problem = problem;
    }

    @Override
    public void evaluate(Solution solution) {
      solution.setObjectiveValues(problem.at(RealVariable.getReal(solution)));
    }

    @Override
    public Solution newSolution() {
      Solution solution = new Solution(numberOfVariables, numberOfObjectives);
      for (int i = 0; i < numberOfVariables; i++) {
        Parameter parameter = problem.variables().parameters().get(i);
        Real range = (Real) parameter.domain();
        solution.setVariable(i, new RealVariable(range.low(), range.high()));
      }
      return solution;
    }
  }

  @Override
  public Found search(Problem problem, int evaluations, long seed) {
    PRNG.setSeed(seed);
    NSGAII algorithm = new NSGAII(new Adapted(problem));
    algorithm.setInitialPopulationSize(100);
    algorithm.setVariation(
        new CompoundVariation(new SBX(0.9, 20), new PM(1.0 / problem.variables().dimension(), 20)));
    algorithm.run(evaluations);
    List<double[]> population = new ArrayList<>();
    algorithm.getPopulation().forEach(one -> population.add(one.getObjectiveValues()));
    return Found.of(population);
  }
}
