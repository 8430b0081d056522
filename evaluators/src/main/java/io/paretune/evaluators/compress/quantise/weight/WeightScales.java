package io.paretune.evaluators.compress.quantise.weight;

/** How many scales the 8-bit weights of a layer have. */
public enum WeightScales {
  /** One an output channel: what runtimes have kernels for, and more accurate. */
  PER_CHANNEL,
  /** One a layer, for devices that know no other. */
  PER_TENSOR
}
