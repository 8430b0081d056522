package io.paretune.hardware.meter;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.deployment.Deployment;
import java.nio.file.Path;
import java.util.Map;

/**
 * Measures networks under a profile, by its engine, or by each that competes. It promises what an
 * {@link EngineMeter} does.
 */
public interface Meter extends AutoCloseable {

  /**
   * Measures one network.
   *
   * @param files the network, for one of the profile's deployments at least
   * @param input what it computes on meanwhile
   * @throws ModelRefusedException if an engine cannot run its file, or not on this input, or there
   *     is no file for any
   * @throws HardwareException if no reading could be had for any other reason; one line
   */
  MeasuredLatency measure(Map<Deployment, Path> files, ModelInput input);

  /**
   * Whether files that are kept are measured by somebody else afterwards; what is not kept is
   * measured here all the same.
   */
  default boolean leavesFiles() {
    return false;
  }

  /**
   * A meter of its own for the same profile at another batch, to be closed: under the same lease,
   * and figures of another machine than those of this one are refused.
   *
   * @throws HardwareException if the profile cannot be had so
   * @throws UnsupportedOperationException if this is of one batch only
   */
  default Meter atBatch(int batch) {
    throw new UnsupportedOperationException("a meter of one batch only, not of " + batch);
  }

  @Override
  void close();
}
