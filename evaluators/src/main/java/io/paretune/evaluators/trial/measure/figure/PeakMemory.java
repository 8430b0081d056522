package io.paretune.evaluators.trial.measure.figure;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.artifact.ReadiedFile;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.measure.ProbeProcess;
import io.paretune.hardware.measure.Reading;
import io.paretune.hardware.profile.HardwareProfile;
import java.nio.file.Path;
import java.util.Optional;

/** By how much the memory of a fresh process rises, in bytes. */
final class PeakMemory implements FileFigure {

  @Override
  public String metric() {
    return Metrics.PEAK_MEMORY;
  }

  @Override
  public Optional<String> missing(HardwareProfile profile) {
    return profile.isElsewhere()
        ? Optional.of("an agent measures latencies alone")
        : Optional.empty();
  }

  @Override
  public Found measure(FileTimer timer, Deployment deployment, Path file) {
    Reading memory;
    try (ReadiedFile ready = timer.ready(deployment, file)) {
      memory = ProbeProcess.memory(ready.path(), timer.profile().withDeployment(deployment));
    }
    return new Found(
        memory
            .value()
            .orElseThrow(
                () ->
                    new HardwareException(metric() + " cannot be measured here: " + memory.note())),
        memory.note(),
        true);
  }
}
