package io.paretune.hardware.meter.agent.server;

import java.time.Duration;

/**
 * What an agent puts up with.
 *
 * @param maximumBytes of model and input together
 * @param measurement time for one measurement, waiting for the host's lease included
 * @param queue requests that wait for their turn
 * @param slowness of clients
 * @param maximumConnections at a time
 */
public record AgentLimits(
    long maximumBytes,
    Duration measurement,
    Queue queue,
    Slowness slowness,
    int maximumConnections) {

  /**
   * Requests that wait for their turn.
   *
   * @param places how many may
   * @param patience how long each does
   */
  public record Queue(int places, Duration patience) {}

  /**
   * How slow a client may be.
   *
   * @param head time for a request's head, and TLS before it, to arrive
   * @param silence how long the body of a request may stand still
   * @param slowestUpload bytes a second that a body must come with, on top of {@code head}
   */
  public record Slowness(Duration head, Duration silence, long slowestUpload) {}

  /** Checks that there is room for one request at least. */
  public AgentLimits {
    if (maximumBytes < 1
        || queue.places() < 0
        || slowness.slowestUpload() < 1
        || maximumConnections < 1) {
      throw new IllegalArgumentException(
          "an agent's limits must be positive, got "
              + maximumBytes
              + " bytes, "
              + queue.places()
              + " waiting, "
              + slowness.slowestUpload()
              + " bytes a second, "
              + maximumConnections
              + " connections");
    }
  }

  /** Half a gigabyte, five minutes, a queue of 16. */
  public static AgentLimits defaults() {
    return new AgentLimits(
        512L << 20,
        Duration.ofMinutes(5),
        new Queue(16, Duration.ofSeconds(30)),
        new Slowness(Duration.ofSeconds(10), Duration.ofSeconds(20), 128 << 10),
        512);
  }

  /** The same for files of another size. */
  public AgentLimits withMaximumBytes(long bytes) {
    return new AgentLimits(bytes, measurement, queue, slowness, maximumConnections);
  }

  /** The same with another time for a measurement. */
  public AgentLimits withMeasurement(Duration limit) {
    return new AgentLimits(maximumBytes, limit, queue, slowness, maximumConnections);
  }

  AgentLimits withQueue(int places, Duration patience) {
    return new AgentLimits(
        maximumBytes, measurement, new Queue(places, patience), slowness, maximumConnections);
  }

  AgentLimits withSlowness(Duration head, Duration silence, long bytesASecond) {
    return new AgentLimits(
        maximumBytes,
        measurement,
        queue,
        new Slowness(head, silence, bytesASecond),
        maximumConnections);
  }
}
