package io.paretune.experiments.config;

import io.paretune.hardware.yaml.YamlSection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How many workers there are and what they may do.
 *
 * @param count worker processes, at least 1
 * @param threads native threads of each, at least 1; count x threads should not exceed the cores
 * @param heapMegabytes limit of each worker's Java heap; tensors lie outside it
 * @param trialTimeout how long one trial may take before it fails
 * @param attempts how often a trial is started before the death of its worker fails it
 * @param recycleTrials trials after which a worker process is replaced
 * @param recycleMegabytes resident memory after which a worker process is replaced
 * @param grace how long running trials may take to finish when the run is asked to stop
 */
public record WorkerSettings(
    int count,
    int threads,
    int heapMegabytes,
    Duration trialTimeout,
    int attempts,
    int recycleTrials,
    int recycleMegabytes,
    Duration grace) {

  /** Checks the numbers. */
  public WorkerSettings {
    atLeastOne("count", count);
    atLeastOne("threads", threads);
    atLeastOne("attempts", attempts);
    atLeastOne("recycleTrials", recycleTrials);
    if (heapMegabytes < 64 || recycleMegabytes < 64) {
      throw new IllegalArgumentException(
          "a worker needs at least 64 MB, got heapMegabytes="
              + heapMegabytes
              + ", recycleMegabytes="
              + recycleMegabytes);
    }
    if (trialTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("trialTimeout must be above 0, got " + trialTimeout);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
  }

  /**
   * What is to be said where they want more than a machine has; empty where they do not.
   *
   * @param cores of the machine
   */
  public Optional<String> crowding(int cores) {
    return (long) count * threads <= cores
        ? Optional.empty()
        : Optional.of(
            "note: %d x %d threads of workers on %d core%s: trials wait for each other, and latencies may be measured as unstable; give workers: {count, threads} of at most %d threads together"
                .formatted(count, threads, cores, cores == 1 ? "" : "s", cores));
  }

  /** One worker of one thread for an hour a trial. */
  public static WorkerSettings defaults() {
    return new WorkerSettings(
        1, 1, 1024, Duration.ofHours(1), 3, 1000, 4096, Duration.ofSeconds(10));
  }

  /** What stands under the key {@code workers}, and the defaults for what does not. */
  static WorkerSettings read(YamlSection root) {
    List<String> keys =
        List.of(
            "count",
            "threads",
            "heap-mb",
            "trial-timeout",
            "attempts",
            "recycle-after-trials",
            "recycle-over-mb",
            "grace");
    return root.section("workers", keys)
        .map(section -> section.made(() -> read(section, defaults())))
        .orElseGet(WorkerSettings::defaults);
  }

  private static WorkerSettings read(YamlSection section, WorkerSettings usual) {
    int most = Integer.MAX_VALUE;
    return new WorkerSettings(
        (int) section.whole("count", 1, 1024, usual.count()),
        (int) section.whole("threads", 1, 1024, usual.threads()),
        (int) section.whole("heap-mb", 64, 1 << 20, usual.heapMegabytes()),
        section.duration("trial-timeout").orElse(usual.trialTimeout()),
        (int) section.whole("attempts", 1, 100, usual.attempts()),
        (int) section.whole("recycle-after-trials", 1, most, usual.recycleTrials()),
        (int) section.whole("recycle-over-mb", 64, 1 << 24, usual.recycleMegabytes()),
        section.duration("grace").orElse(usual.grace()));
  }

  /** These settings with another limit of a trial. */
  public WorkerSettings withTrialTimeout(Duration newTrialTimeout) {
    return new WorkerSettings(
        count,
        threads,
        heapMegabytes,
        newTrialTimeout,
        attempts,
        recycleTrials,
        recycleMegabytes,
        grace);
  }

  /** These settings with another number of threads each. */
  public WorkerSettings withThreads(int newThreads) {
    return new WorkerSettings(
        count,
        newThreads,
        heapMegabytes,
        trialTimeout,
        attempts,
        recycleTrials,
        recycleMegabytes,
        grace);
  }

  /** These settings with another number of workers. */
  public WorkerSettings withCount(int newCount) {
    return new WorkerSettings(
        newCount,
        threads,
        heapMegabytes,
        trialTimeout,
        attempts,
        recycleTrials,
        recycleMegabytes,
        grace);
  }
}
