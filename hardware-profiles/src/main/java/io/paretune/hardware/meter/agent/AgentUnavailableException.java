package io.paretune.hardware.meter.agent;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** The agent cannot be had at the moment: it is worth asking again. */
final class AgentUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;

  AgentUnavailableException(String reason, Throwable cause) {
    super(reason, cause);
    this.retryAfter = Optional.empty();
  }

  AgentUnavailableException(String reason, Optional<Duration> retryAfter) {
    super(reason);
    this.retryAfter = retryAfter;
  }

  /**
   * Whether it went away in the middle of what it was asked for, of which that may be the cause.
   */
  boolean began() {
    Throwable cause = getCause();
    return cause != null
        && !(cause instanceof ConnectException)
        && !(cause instanceof HttpConnectTimeoutException);
  }

  /** When the agent asks to be asked again, if it says so. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
