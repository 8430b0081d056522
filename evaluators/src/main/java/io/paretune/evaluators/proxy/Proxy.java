package io.paretune.evaluators.proxy;

/**
 * A zero-cost proxy: a figure of an untrained network that ranks it among its like. The larger, the
 * better the trained network is expected to be; values of different spaces, data or batch sizes do
 * not compare.
 */
public interface Proxy {

  /** As experiment files call it. */
  String name();

  /** Whether it needs {@link InitialPass#inputGradient}, a backward pass. */
  default boolean backward() {
    return false;
  }

  /** The figure. */
  double of(InitialPass pass);
}
