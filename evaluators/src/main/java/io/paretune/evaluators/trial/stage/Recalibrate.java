package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.supernet.Recalibration;
import io.paretune.evaluators.trial.training.RecentNetworks;
import java.util.List;

/**
 * Statistics of its own for a network that is not trained on a trial's way: a forward pass over
 * some hundred examples, which is the most of what such a trial costs. So it is done once, when
 * nothing is taken away any more, unless something that takes away looks at what the network
 * computes; and not again for a network that differs in its bits alone.
 */
public final class Recalibrate {

  private final Recalibration recalibration;
  private final boolean left;
  private final List<TechniqueStage> techniques;
  private final RecentNetworks recent = new RecentNetworks();

  /**
   * @param left whether networks come without statistics of their own
   * @param techniques that act between {@link #before} and {@link #after}
   */
  public Recalibrate(Recalibration recalibration, boolean left, List<TechniqueStage> techniques) {
    this.recalibration = recalibration;
    this.left = left;
    this.techniques = List.copyOf(techniques);
  }

  /** The stage before the techniques. */
  public Stage before() {
    return (candidate, channel) ->
        left && (!cut(candidate.plan()) || looked(candidate.plan())) ? of(candidate) : candidate;
  }

  /** The stage behind them. */
  public Stage after() {
    return (candidate, channel) -> cut(candidate.plan()) ? of(candidate) : candidate;
  }

  private boolean cut(CompressionPlan plan) {
    return techniques.stream().anyMatch(technique -> technique.acts(plan));
  }

  private boolean looked(CompressionPlan plan) {
    return techniques.stream().anyMatch(technique -> technique.looksAtValues(plan));
  }

  private Candidate of(Candidate candidate) {
    return candidate.with(recent.of(candidate.network(), recalibration::of));
  }
}
