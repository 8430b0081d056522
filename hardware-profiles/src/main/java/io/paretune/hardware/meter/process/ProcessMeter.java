package io.paretune.hardware.meter.process;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.EngineMeter;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.torch.ExampleSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Measures on this machine, in a process of its own: for engines whose threads are fixed for a
 * whole process, and for those on a GPU, which must not share it with training. The process is kept
 * from one measurement to the next, and takes the lease itself.
 */
public final class ProcessMeter implements EngineMeter {

  /** Waiting for the lease is in it. */
  private static final Duration LIMIT = Duration.ofMinutes(40);

  private final HardwareProfile profile;
  private final MeasuringProcess process;

  private ProcessMeter(HardwareProfile profile, MeasuringProcess process) {
    this.profile = profile;
    this.process = process;
  }

  /** A meter for a profile, which is taken as this machine's whether or not it names an agent. */
  public static ProcessMeter of(HardwareProfile profile, MeasuringLease lease) {
    return new ProcessMeter(profile, MeasuringProcess.under(lease, profile.threadCount()));
  }

  @Override
  public synchronized MeasuredLatency measure(Path model, ModelInput input) {
    Path file = model.toAbsolutePath();
    MeasureRequest request = MeasureRequest.of(sized(file), file, input);
    try {
      WorkDirectory work = WorkDirectory.fresh().withModel(file);
      try {
        Files.write(work.request(), request.head());
        Files.write(work.input(), MeasureRequest.bytes(input));
        return process.measure(work, LIMIT).reading();
      } finally {
        work.delete();
      }
    } catch (IOException e) {
      throw new HardwareException("there is no room for a measurement's input: " + e, e);
    }
  }

  private HardwareProfile sized(Path file) {
    try {
      return ExampleSize.known(profile, file);
    } catch (HardwareException refused) {
      throw new ModelRefusedException(String.valueOf(refused.getMessage()), refused);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
