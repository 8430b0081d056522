package io.paretune.hardware.meter.agent.server;

import java.time.Duration;
import java.util.Optional;

/** A request that is answered by a status and a reason. */
final class RequestDeniedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Optional<Duration> retryAfter;

  RequestDeniedException(int status, String reason) {
    super(reason);
    this.status = status;
    this.retryAfter = Optional.empty();
  }

  private RequestDeniedException(String reason, Duration retryAfter) {
    super(reason);
    this.status = 503;
    this.retryAfter = Optional.of(retryAfter);
  }

  /** Another time it may go well. */
  static RequestDeniedException busy(String reason, Duration retryAfter) {
    return new RequestDeniedException(reason, retryAfter);
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
