package io.paretune.evaluators.latency;

import io.paretune.evaluators.latency.kernel.Decomposition;
import java.util.List;

/**
 * A whole network that was timed.
 *
 * @param parts its kernels
 * @param multiplyAdds of one run
 * @param milliseconds what one run takes
 */
public record MeasuredNetwork(
    List<Decomposition.Part> parts, long multiplyAdds, double milliseconds) {

  /** Copies the list. */
  public MeasuredNetwork {
    parts = List.copyOf(parts);
  }
}
