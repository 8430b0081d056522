package io.paretune.evaluators.proxy;

/**
 * Into how many regions a network's units cut a batch: the number of different sample-wise
 * activation patterns, one pattern a unit (Peng, Song, Fayek, Ciesielski, Chang 2024, "SWAP-NAS:
 * Sample-Wise Activation Patterns for Ultra-fast NAS", arXiv:2403.04161). Without the paper's
 * regularisation by size, for which there are counters.
 */
final class Swap implements Proxy {

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public double of(InitialPass pass) {
    return pass.codes().distinct();
  }
}
