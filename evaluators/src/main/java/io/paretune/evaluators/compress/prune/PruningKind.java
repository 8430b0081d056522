package io.paretune.evaluators.compress.prune;

import java.util.Arrays;
import java.util.List;

/** What pruning takes away. */
public enum PruningKind {
  /** Whole channels: the network is smaller and faster on any runtime. */
  CHANNELS("channels"),
  /**
   * The smallest weights, wherever they are, become zeros (Han et al. 2015, arXiv:1506.02626). The
   * file compresses better; it is faster only where the runtime has sparse kernels.
   */
  WEIGHTS("weights"),
  /**
   * Two of every four weights along the input axis become zeros (Mishra et al. 2021,
   * arXiv:2104.08378), the form that some GPUs have kernels for. Always half, whatever the ratio.
   */
  TWO_OF_FOUR("2:4");

  private final String label;

  PruningKind(String label) {
    this.label = label;
  }

  /** The name in experiment files. */
  public String label() {
    return label;
  }

  /** Whether the network keeps its shapes and gets zeros among its weights. */
  public boolean leavesZeros() {
    return this != CHANNELS;
  }

  /** The names in experiment files, in order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(PruningKind::label).toList();
  }

  /**
   * The kind of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PruningKind labelled(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pruning-kind must be one of %s, got '%s'"
                        .formatted(String.join(", ", labels()), label)));
  }
}
