package io.paretune.hardware.meter;

import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.HardwareProfile;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalMeterTest implements MeterContract {
  private final Path directory;

  LocalMeterTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  public EngineMeter meter(HardwareProfile profile) {
    return LocalMeter.of(profile, MeasuringLease.in(directory.resolve("lease")));
  }

  @Override
  public Path directory() {
    return directory;
  }
}
