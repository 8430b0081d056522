package io.paretune.search.sampler.evolution;

/**
 * How {@link Nsga2} and {@link Nsga3} search.
 *
 * @param population at least 4; {@link Nsga2}: survivors kept, and trials between two selections;
 *     {@link Nsga3}: upper bound of the number of reference directions
 * @param crossoverProbability probability that two parents are crossed at all
 * @param crossoverEta distribution index of the crossover: the larger, the nearer to the parents
 * @param mutationsPerChild expected number of parameters that mutate
 * @param mutationEta distribution index of the mutation
 */
public record GeneticSettings(
    int population,
    double crossoverProbability,
    double crossoverEta,
    double mutationsPerChild,
    double mutationEta) {

  /** Checks the settings. */
  public GeneticSettings {
    if (population < 4) {
      throw new IllegalArgumentException("population must be at least 4, got " + population);
    }
    if (!(crossoverProbability >= 0 && crossoverProbability <= 1)) {
      throw new IllegalArgumentException(
          "crossoverProbability must lie in [0, 1], got " + crossoverProbability);
    }
    if (!(crossoverEta > 0 && mutationEta > 0 && mutationsPerChild >= 0)) {
      throw new IllegalArgumentException(
          "distribution indices must be above 0 and mutationsPerChild at least 0, got "
              + crossoverEta
              + ", "
              + mutationEta
              + " and "
              + mutationsPerChild);
    }
  }

  /** NSGA-II's of its paper, with a population of 50. */
  public static GeneticSettings nsga2() {
    return new GeneticSettings(50, 0.9, 20, 1, 20);
  }

  /** NSGA-III's of its paper; at most 92 directions, its number for three objectives. */
  public static GeneticSettings nsga3() {
    return new GeneticSettings(92, 1, 30, 1, 20);
  }

  /** These settings with another population. */
  public GeneticSettings withPopulation(int newPopulation) {
    return new GeneticSettings(
        newPopulation, crossoverProbability, crossoverEta, mutationsPerChild, mutationEta);
  }
}
