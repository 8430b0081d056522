package io.paretune.experiments.network.host;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The workers of this machine.
 *
 * @param coordinator whose they are
 * @param machine this machine's name
 * @param workers how many, at least 1
 * @param directory where what the coordinator sends is kept, and what its trials leave
 * @param patience how long a coordinator that is away is waited for
 * @param processes starts workers' processes
 */
public record HostSettings(
    Coordinates coordinator,
    String machine,
    int workers,
    Path directory,
    Duration patience,
    Processes processes) {

  /** Checks the number. */
  public HostSettings {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be at least 1 worker, got " + workers);
    }
  }
}
