/**
 * Real machines: what they are, how a network runs on them, and how long that takes.
 *
 * <p>The flow, from a name to a figure:
 *
 * <pre>{@code
 * HardwareProfile profile = HardwareProfiles.named("cpu-1-thread");
 * InferenceRuntime runtime = Engines.installed().start(profile);
 * MeasuringLease lease = MeasuringLease.ofThisHost();
 * try (MeasuringProtocol protocol = MeasuringProtocol.of(profile, runtime, lease.directory());
 *     LoadedModel model = runtime.load(file, profile)) {
 *   model.setInput(realImage);
 *   Latency latency = protocol.measure(model, () -> lease.exclusive(Duration.ofMinutes(2)));
 *   // latency.stable() says whether latency.medianMs() may be shown as measured
 * }
 * }</pre>
 *
 * <p>{@code profile} describes the machine, {@code runtime} loads the deployed file, {@code lease}
 * keeps the other workers of this host still meanwhile, and {@code protocol} measures and judges. A
 * figure is either accepted or says that it is unstable and why; nothing is guessed.
 */
@NullMarked
package io.paretune.hardware;

import org.jspecify.annotations.NullMarked;
