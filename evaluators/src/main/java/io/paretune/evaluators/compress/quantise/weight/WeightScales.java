package io.paretune.evaluators.compress.quantise.weight;

/** How many scales the weights of a layer have. */
public enum WeightScales {
  /** Weights of 4 bits: one for 32 inputs of an output. Of 8 bits: one an output channel. */
  PER_BLOCK,
  /** One an output channel. */
  PER_CHANNEL,
  /** One a layer, for devices that know no other. */
  PER_TENSOR
}
