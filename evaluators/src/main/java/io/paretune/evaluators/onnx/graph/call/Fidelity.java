package io.paretune.evaluators.onnx.graph.call;

import java.util.Comparator;
import java.util.List;

/**
 * How alike a changed model answers to the original, on the same calls: for each output of floats,
 * over all calls.
 *
 * @param outputs in the model's order
 * @param by what decides
 */
public record Fidelity(List<Output> outputs, Criterion by) {

  /** Which cosine decides how alike an output is. */
  public enum Criterion {
    /** The lesser of the plain one and that around the original's means. */
    CENTRED,
    /** The plain one alone. */
    PLAIN;

    double likeness(Output output) {
      return this == PLAIN ? output.cosine() : output.likeness();
    }
  }

  /** Copies the list. */
  public Fidelity {
    outputs = List.copyOf(outputs);
  }

  /**
   * One output.
   *
   * @param name of it
   * @param cosine of the angle between all values of one and of the other: 1 if they are alike; of
   *     a single number, which has no angle, one less half the square of the relative error
   * @param relativeError the length of the difference, in lengths of the original
   * @param agreement share of the rows along the last axis whose largest value is at the same place
   * @param centred the cosine around the original's mean of each channel, the least of all groups
   *     of channels that vary alike: what the plain one does not see beside an offset or a large
   *     channel
   * @param divergence the mean Kullback-Leibler divergence of such rows in nats, each made a
   *     distribution by softmax unless it is one
   */
  public record Output(
      String name,
      double cosine,
      double relativeError,
      double agreement,
      double centred,
      double divergence) {

    /** How alike it is: the lesser of both cosines. */
    public double likeness() {
      return Math.min(cosine, centred);
    }
  }

  /** The least likeness of all outputs; 0 where an answer is no number. */
  public double likeness() {
    return outputs.isEmpty() ? Double.NaN : by.likeness(worst());
  }

  /** The least plain cosine of all outputs. */
  public double leastCosine() {
    return outputs.stream().mapToDouble(Output::cosine).min().orElse(Double.NaN);
  }

  /**
   * The output of least likeness.
   *
   * @throws IllegalStateException if there are no outputs
   */
  public Output worst() {
    return outputs.stream()
        .min(Comparator.comparingDouble(by::likeness))
        .orElseThrow(() -> new IllegalStateException("there must be an output, got none"));
  }
}
