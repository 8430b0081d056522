package io.paretune.tests.peers;

import io.paretune.search.problem.Problem;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;

/** A whole study in memory: trials, events, the unbounded front, no repetitions. */
final class Paretune implements Peer {

  @Override
  public String name() {
    return "Paretune";
  }

  @Override
  public Found search(Problem problem, int evaluations, long seed) {
    Nsga2 sampler = new Nsga2(GeneticSettings.nsga2().withPopulation(100));
    Study<Assignment> study = problem.study().sampler(sampler).seed(seed).start();
    study.optimize(problem::evaluate, Budget.trials(evaluations));
    List<double[]> population = new ArrayList<>();
    study.inspect(sampler::survivors).forEach(trial -> population.add(costs(study, trial)));
    List<double[]> front = new ArrayList<>();
    study.paretoFront().forEach(member -> front.add(costs(study, member.trial())));
    return new Found(population, front);
  }

  private static double[] costs(Study<Assignment> study, Trial trial) {
    return study.definition().costs(trial.measurement().orElseThrow()).toArray();
  }
}
