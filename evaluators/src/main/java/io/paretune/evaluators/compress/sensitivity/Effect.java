package io.paretune.evaluators.compress.sensitivity;

import io.paretune.hardware.protocol.Latency;
import java.util.Optional;

/**
 * A file as it is written and runs.
 *
 * @param parameters of its network
 * @param multiplyAdds of its network, for one example
 * @param bytes of the file
 * @param accuracy on the examples, 0 to 1
 * @param divergence mean Kullback-Leibler divergence of its class probabilities from those of the
 *     model as it came, in nats
 * @param latency under a profile, if it was measured
 */
public record Effect(
    long parameters,
    long multiplyAdds,
    long bytes,
    double accuracy,
    double divergence,
    Optional<Latency> latency) {}
