package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.prune.criterion.Criteria;
import io.paretune.evaluators.compress.technique.Passes;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.TechniqueContext;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;

/**
 * Removes channels that one block's layers alone make. Channels that sums tie to those of other
 * blocks stay, as they cannot go from one block alone.
 *
 * @param block its label
 * @param plan says how many, and by which criterion they are judged
 */
record OwnChannels(String block, PruningPlan plan) implements Step {

  /** Whether a network has any that would go. */
  boolean actsOn(Network network) {
    return StructuredPruning.groups(network).stream()
        .anyMatch(group -> width(network, group) < group.channels());
  }

  private int width(Network network, ChannelGroup group) {
    boolean own =
        !group.normalised()
            && group.producers().stream()
                .allMatch(name -> network.node(name).block().equals(block));
    return own ? group.kept(plan.ratio(), plan.multiple()) : group.channels();
  }

  @Override
  public boolean acts() {
    return plan.acts();
  }

  @Override
  public WeightedNetwork sized(WeightedNetwork untrained) {
    return pruned(untrained, Importance.l1());
  }

  @Override
  public Passes begin(Network network, TechniqueContext context) {
    Importance importance =
        Criteria.of(
            plan.criterion(), context.examples(), context.count(), context.where(), context.gate());
    return Passes.once(whole -> pruned(whole, importance));
  }

  private WeightedNetwork pruned(WeightedNetwork whole, Importance importance) {
    Network network = whole.network();
    Pruned pruned =
        StructuredPruning.select(
                network, whole.weights(), group -> width(network, group), importance)
            .pruned(whole.weights());
    return new WeightedNetwork(pruned.network(), pruned.weights());
  }
}
