package io.paretune.search.sampler.reinforce;

import io.paretune.search.sampler.Observations;
import io.paretune.search.trial.StudyView;
import java.util.ArrayList;
import java.util.List;

/**
 * The policies that a study's trials leave, one a trade-off: a cache of a pure function of its
 * {@link Observations}.
 *
 * <p>Every trial teaches every policy, weighted by how much likelier that one is to draw it than
 * all of them together (Veach and Guibas 1995, doi:10.1145/218380.218498, the balance heuristic):
 * so it does not matter who proposed it, and a weight is never above the number of policies.
 */
final class PolicyReplay {

  private final Reinforce.Settings settings;
  private final Observations told = Observations.withPruned();
  private final List<Policy> policies = new ArrayList<>();
  private List<double[]> directions = List.of();
  private double[] baselines = {};
  private RewardWindow window = new RewardWindow();
  private int followed;
  private int epoch;

  PolicyReplay(Reinforce.Settings settings) {
    this.settings = settings;
  }

  /** The policies of the moment. */
  List<Policy> follow(StudyView view) {
    told.follow(view);
    if (epoch != told.epoch() || policies.isEmpty()) {
      epoch = told.epoch();
      begin(view);
    }
    while (followed < told.size()) {
      window.add(told.costs(followed));
      learn(told.unit(followed));
      followed++;
    }
    return policies;
  }

  private void begin(StudyView view) {
    directions = Directions.of(view.definition().objectives().size(), settings.policies());
    List<AxisCells> axes = AxisCells.of(view.definition().space(), settings.cells());
    policies.clear();
    directions.forEach(direction -> policies.add(new Policy(axes)));
    baselines = directions.stream().mapToDouble(direction -> 0.5).toArray();
    window = new RewardWindow();
    followed = 0;
  }

  private void learn(double[] unit) {
    double[] importance = importance(unit);
    for (int k = 0; k < importance.length; k++) {
      double reward = window.reward(directions.get(k));
      double rate = settings.learningRate() * importance[k];
      policies
          .get(k)
          .reinforce(
              unit, rate * (reward - baselines[k]), settings.learningRate() * settings.entropy());
      double weight = Math.min(1, importance[k] * (1 - settings.baselineDecay()));
      baselines[k] += weight * (reward - baselines[k]);
    }
  }

  /** Each policy's probability of a point, divided by the mean of all. */
  private double[] importance(double[] unit) {
    double[] logs = policies.stream().mapToDouble(policy -> policy.logProbability(unit)).toArray();
    double most = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      most = Math.max(most, log);
    }
    double mean = 0;
    for (int k = 0; k < logs.length; k++) {
      logs[k] = Math.exp(logs[k] - most);
      mean += logs[k] / logs.length;
    }
    for (int k = 0; k < logs.length; k++) {
      logs[k] /= mean;
    }
    return logs;
  }
}
