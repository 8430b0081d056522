package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.technique.Cut;
import io.paretune.evaluators.compress.technique.Passes;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Carries a plan out, in as many steps as it says: after step {@code t} of {@code n} the network
 * has lost the share {@code s (1 - (1 - t / n)^3)} of its channels or weights, where {@code s} is
 * the plan's (Zhu and Gupta 2017, arXiv:1710.01878, eq. 1, from 0): much at first, while there is
 * much to spare, little at last. Between the steps the network is fine-tuned, and each step judges
 * anew. Ratios always refer to the network before the first step. Immutable.
 */
public final class GradualPruning implements Passes {

  private final PruningPlan plan;
  private final Importance importance;
  private final Map<ChannelGroup, Integer> channels = new LinkedHashMap<>();

  private GradualPruning(PruningPlan plan, Network network, Importance importance) {
    this.plan = plan;
    this.importance = importance;
    StructuredPruning.groups(network)
        .forEach(group -> channels.put(group.withChannels(0), group.channels()));
  }

  /**
   * The pruning of a network.
   *
   * @param network before the first step
   * @param importance judges channels; not asked for other kinds
   */
  public static GradualPruning of(PruningPlan plan, Network network, Importance importance) {
    return new GradualPruning(plan, network, importance);
  }

  /** How many steps there are: 1 for 2:4, whatever the plan says. */
  @Override
  public int count() {
    return plan.kind() == PruningKind.TWO_OF_FOUR ? 1 : plan.steps();
  }

  /**
   * How many of some epochs of fine-tuning follow a step: equal shares, and what does not divide
   * goes to the last ones.
   *
   * @param step from 1
   */
  @Override
  public int epochsAfter(int step, int epochs) {
    return epochs * step / count() - epochs * (step - 1) / count();
  }

  /**
   * One step.
   *
   * @param step from 1 to {@link #count()}
   * @param current the network as the steps before have left it
   */
  public Pruned step(int step, WeightedNetwork current) {
    if (step < 1 || step > count()) {
      throw new IllegalArgumentException(
          "step must lie in [1, %d], got %d".formatted(count(), step));
    }
    double share = 1 - Math.pow(1 - (double) step / count(), 3);
    Network network = current.network();
    return switch (plan.kind()) {
      case CHANNELS ->
          StructuredPruning.select(
                  network, current.weights(), group -> width(network, group, share), importance)
              .pruned(current.weights());
      case WEIGHTS ->
          zeroed(
              network,
              plan.scope() == PruningScope.GLOBAL
                  ? WeightPruning.overall(network, current.weights(), share * plan.ratio())
                  : WeightPruning.byLayer(
                      network, current.weights(), node -> share * plan.ratio(node)));
      case TWO_OF_FOUR -> zeroed(network, WeightPruning.nOfM(network, current.weights(), 2, 4));
    };
  }

  @Override
  public Cut pass(int number, WeightedNetwork current) {
    Pruned pruned = step(number, current);
    int channels = pruned.removedChannels().values().stream().mapToInt(Integer::intValue).sum();
    return new Cut(new WeightedNetwork(pruned.network(), pruned.weights()), channels);
  }

  /** The network after the last step if there were no training between; its sizes are the same. */
  public Pruned atOnce(WeightedNetwork original) {
    return step(count(), original);
  }

  private int width(Network network, ChannelGroup group, double share) {
    int original = channels.getOrDefault(group.withChannels(0), group.channels());
    return group.withChannels(original).kept(share * plan.ratio(network, group), plan.multiple());
  }

  private static Pruned zeroed(Network network, Weights weights) {
    return new Pruned(network, weights, Map.of());
  }
}
