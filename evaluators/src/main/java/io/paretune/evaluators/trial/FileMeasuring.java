package io.paretune.evaluators.trial;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.MeasuringProtocol;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Times exported files on real examples under a profile, alone on the machine. Holds native memory
 * until closed; one thread at a time.
 */
public final class FileMeasuring implements AutoCloseable {

  /** Longer than any queue of measurements; a holder that died releases the lease at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final DataSet data;
  private final HardwareProfile profile;
  private final MeasuringLease lease;
  private final InferenceRuntime runtime;
  private final MeasuringProtocol protocol;
  private final Fingerprint fingerprint;

  private FileMeasuring(HardwareProfile profile, DataSet data, MeasuringLease lease) {
    this.data = data;
    this.profile = profile;
    this.lease = lease;
    this.runtime = InferenceRuntime.of(profile);
    this.protocol = MeasuringProtocol.of(profile, runtime, lease.directory());
    this.fingerprint = Fingerprint.ofThisMachine(runtime.name(), runtime.version());
  }

  static FileMeasuring of(HardwareProfile profile, DataSet data, MeasuringLease lease) {
    return new FileMeasuring(profile, data, lease);
  }

  /**
   * Opens the data of a task and the runtime of its profile.
   *
   * @param attempts how often a measurement is tried before it is given as unstable
   */
  public static FileMeasuring open(NetworkTask task, int attempts, MeasuringLease lease) {
    HardwareProfile profile =
        task.profile().withProtocol(task.profile().protocol().withAttempts(attempts));
    return of(profile, DataSets.open(task.data()), lease);
  }

  /** Measures a file on examples of the validation split. */
  public Latency measure(Path file) {
    try (LoadedModel model = runtime.load(file, profile)) {
      int batch = model.batch();
      int volume = data.shape().volume();
      float[] input = new float[batch * volume];
      for (int i = 0; i < batch; i++) {
        data.validation().copyInput(i % data.validation().size(), input, i * volume);
      }
      model.setInput(input);
      return protocol.measure(model, () -> lease.exclusive(PATIENCE));
    }
  }

  /** The machine that is measured on. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  HardwareProfile profile() {
    return profile;
  }

  /** The engine that runs the files, with its version. */
  String runtime() {
    return runtime.name() + " " + runtime.version();
  }

  @Override
  public void close() {
    protocol.close();
  }
}
