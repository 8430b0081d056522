package io.paretune.evaluators.compress.sensitivity;

import io.paretune.hardware.protocol.Latency;
import java.util.Optional;

/**
 * A file as it is written and runs.
 *
 * @param parameters of its network
 * @param multiplyAdds of its network, for one example
 * @param bytes of the file
 * @param score the task's reported metric on the examples
 * @param divergence of its answers from those of the model as it came: the mean Kullback-Leibler
 *     divergence of probabilities in nats, or the mean squared difference of numbers in variances
 * @param latency under a profile, if it was measured
 */
public record Effect(
    long parameters,
    long multiplyAdds,
    long bytes,
    double score,
    double divergence,
    Optional<Latency> latency) {}
