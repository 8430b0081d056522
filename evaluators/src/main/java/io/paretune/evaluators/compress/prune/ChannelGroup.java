package io.paretune.evaluators.compress.prune;

import java.util.List;

/**
 * Layers whose output channels must be removed together, channel by channel, because their values
 * meet in a sum or pass through a depthwise convolution.
 *
 * @param producers names of the dense convolutions and linear layers that make the channels, in
 *     topological order
 * @param channels number of channels that can be removed
 */
public record ChannelGroup(List<String> producers, int channels) {
  /** Copies the list. */
  public ChannelGroup {
    producers = List.copyOf(producers);
  }
}
