package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.meter.MeasuredLatency;
import java.util.Optional;

/**
 * The files of a trial.
 *
 * @param deployment how the file is run
 * @param file what is deployed
 * @param bytes size of that file
 * @param twin the same network in 32 bits, where that is another file
 * @param reading how long the file takes, if that was measured to choose it
 */
public record Exported(
    Deployment deployment,
    ArtifactSink.Stored file,
    long bytes,
    Optional<ArtifactSink.Stored> twin,
    Optional<MeasuredLatency> reading) {}
