package io.paretune.evaluators.compress.prune.channel;

import java.util.List;

/**
 * Layers whose output channels must be removed together, channel by channel, because their values
 * meet in a sum or pass through a depthwise convolution.
 *
 * @param producers names of the dense convolutions and linear layers that make the channels, in
 *     topological order
 * @param channels number of channels that can be removed
 * @param selections names of the layers that select these channels and not others that the same
 *     producers make, as where channels are split in halves; mostly empty
 * @param features of a layer that make one such channel: 1, or the width of a head of attention,
 *     which goes whole
 * @param normalised whether layer normalisation looks at all of them together, as at the width of
 *     tokens, which all blocks of a transformer share
 */
public record ChannelGroup(
    List<String> producers,
    int channels,
    List<String> selections,
    int features,
    boolean normalised) {
  /** Copies the lists. */
  public ChannelGroup {
    producers = List.copyOf(producers);
    selections = List.copyOf(selections);
  }

  /** A group of all channels that these layers alone make. */
  public ChannelGroup(List<String> producers, int channels) {
    this(producers, channels, List.of(), 1, false);
  }

  /** The group in a network whose widths are others. */
  public ChannelGroup withChannels(int other) {
    return new ChannelGroup(producers, other, selections, features, normalised);
  }

  /**
   * How many channels stay.
   *
   * @param ratio fraction to remove, in [0, 1)
   * @param multiple layers' widths are rounded to the nearest multiple of this
   */
  public int kept(double ratio, int multiple) {
    return StructuredPruning.kept(channels, ratio, Math.max(1, multiple / features));
  }
}
