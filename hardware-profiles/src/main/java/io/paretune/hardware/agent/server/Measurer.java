package io.paretune.hardware.agent.server;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.agent.wire.AgentAnswer;
import io.paretune.hardware.agent.wire.AgentDescription;
import java.time.Duration;

/** Measures what lies in a directory; one at a time. */
interface Measurer extends AutoCloseable {

  /**
   * Who measures; the limits in it are the caller's to set.
   *
   * @throws HardwareException if nobody can
   */
  AgentDescription identity();

  /**
   * Measures the directory's {@link WorkDirectory#model model} as its request says.
   *
   * @throws Denial if there will be no reading, with the status that says why
   */
  AgentAnswer measure(WorkDirectory work, Duration limit) throws Denial;

  @Override
  void close();
}
