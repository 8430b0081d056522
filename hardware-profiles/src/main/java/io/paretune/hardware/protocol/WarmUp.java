package io.paretune.hardware.protocol;

import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.statistics.Quantiles;
import java.util.Arrays;

/**
 * Decides when a network has warmed up: when the median of the last {@value #WINDOW} runs agrees
 * with that of the {@value #WINDOW} before them. Pure; not thread-safe.
 */
public final class WarmUp {
  static final int WINDOW = 10;

  private final Protocol settings;
  private final double[] recent = new double[2 * WINDOW];
  private int runs;
  private long elapsedNanos;

  public WarmUp(Protocol settings) {
    this.settings = settings;
  }

  /** Takes one run's time; true once no further run is needed. */
  public boolean done(long nanos) {
    recent[runs % recent.length] = nanos;
    runs++;
    elapsedNanos += nanos;
    return runs >= settings.warmUp().maximum()
        || elapsedNanos >= settings.timing().timeBudget().toNanos()
        || (runs >= settings.warmUp().minimum() && steady());
  }

  private boolean steady() {
    if (runs < recent.length || runs % WINDOW != 0) {
      return false;
    }
    double left = Quantiles.median(Arrays.copyOfRange(recent, 0, WINDOW));
    double right = Quantiles.median(Arrays.copyOfRange(recent, WINDOW, recent.length));
    return Math.abs(left - right) <= settings.timing().targetHalfWidth() * Math.min(left, right);
  }
}
