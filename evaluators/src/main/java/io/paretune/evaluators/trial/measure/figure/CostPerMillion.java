package io.paretune.evaluators.trial.measure.figure;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.measure.BatchDoubling;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.protocol.Latency;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a million examples cost at the profile's price of an hour, one batch after the other, at the
 * batch of most examples a second.
 */
final class CostPerMillion implements FileFigure {

  /** A cost must not take longer to find out than the training that it belongs to. */
  private static final int LARGEST = 64;

  /** No further batch after it. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final int largest;

  /** Up to batches of {@value #LARGEST}. */
  CostPerMillion() {
    this(LARGEST);
  }

  /**
   * @param largest batch that is tried, at least 1
   */
  CostPerMillion(int largest) {
    this.largest = largest;
  }

  @Override
  public String metric() {
    return Metrics.COST;
  }

  @Override
  public Optional<String> missing(HardwareProfile profile) {
    return profile.price().isPresent()
        ? Optional.empty()
        : Optional.of(
            "profile '"
                + profile.name()
                + "' has no price-per-hour; give 'hardware' a profile file of yours with, for"
                + " instance, price-per-hour: 0.35 USD");
  }

  @Override
  public Found measure(FileTimer timer, Deployment deployment, Path file) {
    Target.Price price = timer.profile().price().orElseThrow();
    long began = System.nanoTime();
    BatchDoubling.Found found =
        BatchDoubling.search(
            batch -> at(batch, timer, deployment, file),
            largest,
            () -> System.nanoTime() - began > LIMIT.toNanos());
    Latency best = found.best();
    return new Found(
        price.ofMillion(best.throughputPerSecond()),
        String.format(
            Locale.ROOT,
            "%s an hour, %.1f examples a second at batch %d; no larger one: %s",
            price.text(),
            best.throughputPerSecond(),
            best.batch(),
            found.stopped()),
        best.stable());
  }

  private static Latency at(int batch, FileTimer timer, Deployment deployment, Path file) {
    try (FileTimer larger = timer.atBatch(batch)) {
      return larger.measureFiles(Map.of(deployment, file)).latency();
    }
  }
}
