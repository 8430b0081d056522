package io.paretune.hardware.meter;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import java.nio.file.Path;

/**
 * Measures model files by one engine, under one profile. What every implementation promises:
 *
 * <ul>
 *   <li>a reading is whole: nothing that the protocol found out is left out, and the fingerprint is
 *       that of the machine on which the file ran;
 *   <li>while it measures, it has that machine's exclusive lease;
 *   <li>an unstable figure is returned as such, with its reasons; whatever else goes wrong is
 *       thrown, and leaves the meter as usable as before;
 *   <li>it is thread-safe, and measures one file at a time.
 * </ul>
 */
public interface EngineMeter extends AutoCloseable {

  /**
   * Measures one file.
   *
   * @param input what the network computes on meanwhile
   * @throws ModelRefusedException if the runtime cannot run the file, or not on this input
   * @throws HardwareException if no reading could be had for any other reason; one line
   */
  MeasuredLatency measure(Path model, ModelInput input);

  @Override
  void close();
}
