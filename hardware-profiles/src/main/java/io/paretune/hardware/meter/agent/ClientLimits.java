package io.paretune.hardware.meter.agent;

import java.time.Duration;

/**
 * What a client puts up with.
 *
 * @param connect until a connection stands
 * @param describe until a description is there, whole
 * @param slack beyond the time that an agent itself says a measurement may take
 * @param slowestUpload bytes a second that are waited for
 * @param largestAnswer in bytes
 * @param firstPause before the second attempt; doubled before each further one
 * @param longestPause between two attempts
 */
record ClientLimits(
    Duration connect,
    Duration describe,
    Duration slack,
    long slowestUpload,
    int largestAnswer,
    Duration firstPause,
    Duration longestPause) {

  static ClientLimits defaults() {
    return new ClientLimits(
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        128 << 10,
        8 << 20,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30));
  }

  ClientLimits withDescribe(Duration limit) {
    return new ClientLimits(
        connect, limit, slack, slowestUpload, largestAnswer, firstPause, longestPause);
  }

  ClientLimits withSlack(Duration limit) {
    return new ClientLimits(
        connect, describe, limit, slowestUpload, largestAnswer, firstPause, longestPause);
  }

  ClientLimits withPauses(Duration first, Duration longest) {
    return new ClientLimits(connect, describe, slack, slowestUpload, largestAnswer, first, longest);
  }
}
