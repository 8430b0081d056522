package io.paretune.evaluators.trial.measure.figure;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.artifact.ReadiedFile;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.measure.ProbeProcess;
import io.paretune.hardware.measure.energy.EnergyMeter;
import io.paretune.hardware.measure.energy.EnergyPerExample;
import io.paretune.hardware.profile.HardwareProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Energy of one example at the profile's batch, alone on the machine, in millijoules. */
final class EnergyOfExample implements FileFigure {

  /** Longer than any queue of measurements. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  @Override
  public String metric() {
    return Metrics.ENERGY;
  }

  @Override
  public Optional<String> missing(HardwareProfile profile) {
    return EnergyMeter.missing(profile);
  }

  @Override
  public Found measure(FileTimer timer, Deployment deployment, Path file) {
    LeaseHandle held = MeasuringLease.ofThisHost().exclusive(PATIENCE);
    try (ReadiedFile ready = timer.ready(deployment, file)) {
      EnergyPerExample energy =
          ProbeProcess.energy(
              ready.path(), timer.profile().withDeployment(deployment), timer.input(ready));
      String texts =
          !timer.shape().isText()
              ? ""
              : timer.profile().batch() == 1
                  ? "; a text of the median length"
                  : "; texts of all lengths";
      return new Found(energy.millijoules().median(), energy.note() + texts, energy.stable());
    } finally {
      held.close();
    }
  }
}
