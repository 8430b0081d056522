package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is done to a single block. */
public sealed interface Change {

  /** Names it as experiment files would, such as {@code bits=8}. */
  String label();

  /** The network with this block changed; none if the block cannot be changed so. */
  Optional<Changed> applied(WeightedNetwork model, String block);

  /**
   * A network of which one block was changed.
   *
   * @param model smaller than before, or the same
   * @param plan how its file is written
   */
  record Changed(WeightedNetwork model, QuantisationPlan plan) {}

  /**
   * Fewer bits for the block. 8 are static, of weights and values, calibrated by least squared
   * error; 16 and 4 are of the weights alone.
   *
   * @param width 32, 16, 8 or 4; 32 changes nothing
   */
  record Bits(int width) implements Change {

    /** Checks the width. */
    public Bits {
      if (!QuantisationPlan.BITS.contains(width)) {
        throw new IllegalArgumentException(
            "bits must be one of %s, got %d"
                .formatted(new TreeSet<>(QuantisationPlan.BITS), width));
      }
    }

    @Override
    public String label() {
      return "bits=" + width;
    }

    @Override
    public Optional<Changed> applied(WeightedNetwork model, String block) {
      return Blocks.weighted(model.network()).contains(block)
          ? Optional.of(
              new Changed(
                  model,
                  QuantisationPlan.none()
                      .withCalibration(CalibrationKind.MEAN_SQUARED_ERROR)
                      .withBits(Map.of(block, width))))
          : Optional.empty();
    }
  }

  /**
   * Channels removed that the block's layers alone make, the least important by L1 norm. Channels
   * that sums tie to those of other blocks stay, as they cannot go from one block alone.
   *
   * @param ratio fraction of the channels of each group, over 0 and under 1
   * @param multiple widths that stay are rounded to a multiple of this
   */
  record Channels(double ratio, int multiple) implements Change {

    /** Checks the ranges. */
    public Channels {
      if (!(ratio > 0 && ratio < 1)) {
        throw new IllegalArgumentException("a pruning ratio must lie in (0, 1), got " + ratio);
      }
      if (multiple < 1) {
        throw new IllegalArgumentException("multiple must be at least 1, got " + multiple);
      }
    }

    @Override
    public String label() {
      return String.format(Locale.ROOT, "pruning=%s", ratio);
    }

    @Override
    public Optional<Changed> applied(WeightedNetwork model, String block) {
      Network network = model.network();
      Pruned pruned =
          StructuredPruning.select(
                  network,
                  model.weights(),
                  group -> own(network, group, block) ? ratio : 0,
                  multiple,
                  Importance.l1())
              .pruned(model.weights());
      return pruned.removedChannels().isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Changed(
                  new WeightedNetwork(pruned.network(), pruned.weights()),
                  QuantisationPlan.none()));
    }

    private static boolean own(Network network, ChannelGroup group, String block) {
      return group.producers().stream().allMatch(name -> network.node(name).block().equals(block));
    }
  }

  /** The block left out whole, where its shortcut is the identity. */
  record Removal() implements Change {

    @Override
    public String label() {
      return "remove";
    }

    @Override
    public Optional<Changed> applied(WeightedNetwork model, String block) {
      return BlockRemoval.removable(model.network()).contains(block)
          ? Optional.of(
              new Changed(BlockRemoval.remove(model, Set.of(block)), QuantisationPlan.none()))
          : Optional.empty();
    }
  }
}
