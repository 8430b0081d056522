package io.paretune.hardware.meter;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.MeasuringProtocol;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import java.nio.file.Path;
import java.time.Duration;

/** Measures on the machine that this process runs on. Holds native memory until closed. */
public final class LocalMeter implements EngineMeter {

  /** Longer than any queue of measurements; a holder that died releases the lease at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final HardwareProfile profile;
  private final MeasuringLease lease;
  private final InferenceRuntime runtime;
  private final MeasuringProtocol protocol;

  private LocalMeter(HardwareProfile profile, MeasuringLease lease, InferenceRuntime runtime) {
    this.profile = profile;
    this.lease = lease;
    this.runtime = runtime;
    this.protocol = MeasuringProtocol.of(profile, runtime, lease.directory());
  }

  /**
   * A meter for a profile, which is taken as this machine's whether or not it names an agent.
   *
   * @throws HardwareException if the profile cannot be had here
   */
  public static LocalMeter of(HardwareProfile profile, MeasuringLease lease) {
    return new LocalMeter(profile, lease, Engines.installed().start(profile));
  }

  @Override
  public synchronized MeasuredLatency measure(Path model, ModelInput input) {
    Fingerprint machine = runtime.machine();
    try (LoadedModel loaded = load(model)) {
      input.fill(loaded);
      return new MeasuredLatency(
          protocol.measure(loaded, () -> lease.exclusive(PATIENCE)), machine);
    }
  }

  private LoadedModel load(Path model) {
    try {
      return runtime.load(model, profile);
    } catch (HardwareException refused) {
      throw new ModelRefusedException(String.valueOf(refused.getMessage()), refused);
    }
  }

  @Override
  public void close() {
    protocol.close();
  }
}
