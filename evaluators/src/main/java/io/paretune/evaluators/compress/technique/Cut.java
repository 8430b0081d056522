package io.paretune.evaluators.compress.technique;

import io.paretune.evaluators.network.WeightedNetwork;

/**
 * What a pass has left.
 *
 * @param network smaller, sparser or rounded
 * @param channels how many output channels its layers lost
 */
public record Cut(WeightedNetwork network, int channels) {}
