package io.paretune.evaluators.trial;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.hardware.agent.Meters;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.HardwareProfile;
import java.nio.file.Path;

/**
 * Times exported files on real examples under a profile, alone on the machine of the profile. Holds
 * native memory until closed; one thread at a time.
 */
public final class FileMeasuring implements AutoCloseable {

  private final DataSet data;
  private final HardwareProfile profile;
  private final Meter meter;

  private FileMeasuring(HardwareProfile profile, DataSet data, Meter meter) {
    this.data = data;
    this.profile = profile;
    this.meter = meter;
  }

  /**
   * Measures with a meter.
   *
   * @param meter of the profile; closed with this
   */
  static FileMeasuring of(HardwareProfile profile, DataSet data, Meter meter) {
    return new FileMeasuring(profile, data, meter);
  }

  /**
   * Opens the data of a task and the meter of its profile.
   *
   * @param attempts how often a measurement is tried before it is given as unstable
   */
  public static FileMeasuring open(NetworkTask task, int attempts, MeasuringLease lease) {
    HardwareProfile profile =
        task.profile().withProtocol(task.profile().protocol().withAttempts(attempts));
    return of(profile, DataSets.open(task.data()), Meters.of(profile, lease));
  }

  /** Measures a file on examples of the validation split. */
  public MeasuredLatency measure(Path file) {
    int batch = profile.batch();
    int volume = data.shape().volume();
    float[] input = new float[batch * volume];
    for (int i = 0; i < batch; i++) {
      data.validation().copyInput(i % data.validation().size(), input, i * volume);
    }
    return meter.measure(file, ModelInput.of(input));
  }

  HardwareProfile profile() {
    return profile;
  }

  @Override
  public void close() {
    meter.close();
  }
}
