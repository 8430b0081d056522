package io.paretune.search.insight;

import java.util.List;

/**
 * How much each parameter mattered for one objective over the whole search space: shares of the
 * variance that {@link Fanova} found.
 *
 * @param objective the objective's name
 * @param trials number of complete trials that it was found out from
 * @param explained how much of the trials' variance the model predicts for trials that it has not
 *     seen (R^2 out of bag), at most 1; near or under 0 the shares mean nothing
 * @param parameters share of each parameter alone, largest first
 * @param interactions share of pairs beyond the shares of their two, largest first; only pairs
 *     among the most important parameters
 */
public record Importance(
    String objective,
    int trials,
    double explained,
    List<Share> parameters,
    List<Interaction> interactions) {

  /**
   * One parameter's share.
   *
   * @param parameter its name
   * @param share 0 to 1
   */
  public record Share(String parameter, double share) {}

  /**
   * What two parameters do only together.
   *
   * @param first name of the more important one
   * @param second name of the other
   * @param share 0 to 1
   */
  public record Interaction(String first, String second, double share) {}

  /** Copies the lists. */
  public Importance {
    parameters = List.copyOf(parameters);
    interactions = List.copyOf(interactions);
  }
}
