package io.paretune.tests.peers;

import io.paretune.search.problem.Problem;
import java.util.List;

/** An NSGA-II with population 100, SBX(0.9, eta 20) and polynomial mutation (1/n, eta 20). */
interface Peer {

  /** Name and version, as the table shows it. */
  String name();

  /**
   * One search.
   *
   * @param problem real variables in a box
   * @param evaluations how often the function may be called
   * @param seed decides the search
   */
  Found search(Problem problem, int evaluations, long seed);

  /**
   * What a search found, as objectives to be minimised.
   *
   * @param population the last generation's survivors
   * @param kept all that the search hands to its user: the population, or an archive
   */
  record Found(List<double[]> population, List<double[]> kept) {

    /** Of a search that hands out its population. */
    static Found of(List<double[]> population) {
      return new Found(population, population);
    }
  }
}
