package io.paretune.hardware.meter.process;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import java.time.Duration;

/** Measures what lies in a directory; one at a time. */
public interface Measurer extends AutoCloseable {

  /**
   * Who measures; the limits in it are the caller's to set.
   *
   * @throws HardwareException if nobody can
   */
  AgentDescription identity();

  /**
   * Measures the directory's {@link WorkDirectory#model model} as its request says.
   *
   * @throws io.paretune.hardware.ModelRefusedException if the file cannot be run, or what ran it
   *     died of it
   * @throws io.paretune.hardware.UnfitProfileException if this machine cannot do what the profile
   *     asks for
   * @throws io.paretune.hardware.MeasuringTimeoutException if it took longer than the limit
   * @throws HardwareException if there will be no reading for any other reason
   */
  AgentAnswer measure(WorkDirectory work, Duration limit);

  @Override
  void close();
}
