package io.paretune.evaluators.latency.kernel;

import java.util.SortedSet;

/** A table does not have a network's kernels. */
public final class MissingKernelException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * Says which.
   *
   * @param kernels keys, at least one
   */
  public MissingKernelException(SortedSet<String> kernels) {
    super(
        "the table lacks %d kernels of these networks, for instance '%s'; build it for this family, input and number of classes"
            .formatted(kernels.size(), kernels.first()));
  }
}
