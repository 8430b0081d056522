package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.network.WeightedNetwork;

/** A network that was trained with the rounding of its file, and that file. */
public final class RoundedNetwork {

  private final WeightedNetwork network;
  private final byte[] file;

  RoundedNetwork(WeightedNetwork network, byte[] file) {
    this.network = network;
    this.file = file.clone();
  }

  /** The network as it was trained: batch normalisation folded. */
  WeightedNetwork network() {
    return network;
  }

  /** The file's bytes. */
  byte[] file() {
    return file.clone();
  }
}
