package io.paretune.experiments.compress.graph;

import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.experiments.compress.graph.figure.QualityProgram;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a graph is compressed.
 *
 * @param minCosine how alike every output of the recommended file must be
 * @param by which cosine that is
 * @param kept is found in the names of nodes and tensors that stay in floats
 * @param accuracyLevel of products in blocks, as ONNX Runtime's {@code MatMulNBits} has it: in what
 *     they are computed, 1 in 32-bit floats, 4 in bytes, 0 as the runtime likes
 * @param threads that files are timed with
 * @param timeLimit for search, timing and the program; what is begun then is brought to its end
 * @param program that says how good a file is, in place of the cosine
 * @param maxDrop by how much the program's number may be worse; by default a hundredth of the
 *     original's
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record GraphSettings(
    double minCosine,
    Fidelity.Criterion by,
    Pattern kept,
    int accuracyLevel,
    int threads,
    Duration timeLimit,
    Optional<QualityProgram> program,
    Optional<Double> maxDrop) {

  /** Finds no name. */
  public static final Pattern NOTHING = Pattern.compile("(?!)");

  /** Checks the bounds. */
  public GraphSettings {
    if (!(minCosine > 0 && minCosine <= 1)) {
      throw new IllegalArgumentException("--min-cosine must lie in (0, 1], got " + minCosine);
    }
    if (accuracyLevel < 0 || accuracyLevel > 4) {
      throw new IllegalArgumentException(
          "--accuracy-level must lie in [0, 4], got " + accuracyLevel);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
  }
}
