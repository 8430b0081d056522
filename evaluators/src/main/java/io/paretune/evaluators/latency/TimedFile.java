package io.paretune.evaluators.latency;

import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.Network;
import java.util.function.Supplier;

/**
 * A file to be timed, and what is in it.
 *
 * @param network batch normalisation folded, as it is written
 * @param plan in what its blocks compute
 * @param content writes the file
 */
public record TimedFile(Network network, QuantisationPlan plan, Supplier<byte[]> content) {}
