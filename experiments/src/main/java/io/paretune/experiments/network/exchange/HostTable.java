package io.paretune.experiments.network.exchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What came of the workers of each host; kept in a file that {@code status} reads. Thread-safe. */
public final class HostTable {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Then the seconds of workers that are there have changed, whatever else has not. */
  private static final long STALE_NANOS = 10_000_000_000L;

  private final LongSupplier nanos;
  private final Map<String, Counts> hosts = new TreeMap<>();
  private boolean changed;
  private long written;

  /**
   * One host.
   *
   * @param host its name
   * @param workers conversations that go on
   * @param waiting workers among them that have no place
   * @param trials evaluations that ended with a word of the worker: measured, pruned or failed
   * @param failures those that failed, and workers that were lost
   * @param presentSeconds how long workers were there, in all
   * @param busySeconds for how long of that they evaluated
   */
  public record Row(
      String host,
      int workers,
      int waiting,
      long trials,
      long failures,
      double presentSeconds,
      double busySeconds) {

    /** The share of its workers' time in which they evaluated, 0 to 1. */
    public double utilisation() {
      return presentSeconds > 0 ? Math.min(1, busySeconds / presentSeconds) : 0;
    }
  }

  private static final class Counts {
    private int workers;
    private int waiting;
    private int evaluating;
    private long trials;
    private long failures;
    private double presentSeconds;
    private double busySeconds;
    private long since;

    Counts(long since) {
      this.since = since;
    }

    void pass(long now) {
      double seconds = (now - since) / 1e9;
      presentSeconds += workers * seconds;
      busySeconds += evaluating * seconds;
      since = now;
    }

    Row row(String host) {
      return new Row(host, workers, waiting, trials, failures, presentSeconds, busySeconds);
    }
  }

  /** A table of nobody. */
  HostTable() {
    this(System::nanoTime);
  }

  HostTable(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void joined(String host) {
    change(host, counts -> counts.workers++);
  }

  void left(String host) {
    change(host, counts -> counts.workers--);
  }

  void waiting(String host, int more) {
    change(host, counts -> counts.waiting += more);
  }

  /** A worker evaluates from now on. */
  void begun(String host) {
    change(host, counts -> counts.evaluating++);
  }

  /** A worker evaluates no more, whatever came of it. */
  void done(String host) {
    change(host, counts -> counts.evaluating--);
  }

  void ended(String host, boolean failed) {
    change(
        host,
        counts -> {
          counts.trials++;
          counts.failures += failed ? 1 : 0;
        });
  }

  void lost(String host) {
    change(host, counts -> counts.failures++);
  }

  private synchronized void change(String host, Consumer<Counts> how) {
    long now = nanos.getAsLong();
    Counts counts = hosts.computeIfAbsent(host, none -> new Counts(now));
    counts.pass(now);
    how.accept(counts);
    changed = true;
  }

  /** All hosts, by name. */
  public synchronized List<Row> rows() {
    long now = nanos.getAsLong();
    hosts.values().forEach(counts -> counts.pass(now));
    return hosts.entrySet().stream().map(host -> host.getValue().row(host.getKey())).toList();
  }

  /** Writes it if it changed since it was written last, by the time that has passed as well. */
  void write(Path file) throws IOException {
    List<Row> now;
    synchronized (this) {
      boolean stale = nanos.getAsLong() - written >= STALE_NANOS;
      if (!changed && !(stale && hosts.values().stream().anyMatch(counts -> counts.workers > 0))) {
        return;
      }
      changed = false;
      written = nanos.getAsLong();
      now = rows();
    }
    byte[] text = JSON.writeValueAsBytes(now);
    WholeFile.write(file, unfinished -> Files.write(unfinished, text));
  }

  /** Goes on with what earlier starts of the run counted; nobody is connected yet. */
  void read(Path file) throws IOException {
    for (Row row : rows(file)) {
      change(
          row.host,
          counts -> {
            counts.trials = row.trials;
            counts.failures = row.failures;
            counts.presentSeconds = row.presentSeconds;
            counts.busySeconds = row.busySeconds;
          });
    }
  }

  /** What stands in a file that was written; nothing if there is none. */
  public static List<Row> rows(Path file) throws IOException {
    return Files.exists(file)
        ? List.of(JSON.readValue(Files.readAllBytes(file), Row[].class))
        : List.of();
  }
}
