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
import java.util.function.UnaryOperator;

/** What came of the workers of each host; kept in a file that {@code status} reads. Thread-safe. */
public final class HostTable {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Map<String, Row> rows = new TreeMap<>();
  private boolean changed;

  /**
   * One host.
   *
   * @param host its name
   * @param workers conversations that go on
   * @param waiting workers among them that have no place
   * @param trials evaluations that ended with a word of the worker: measured, pruned or failed
   * @param failures those that failed, and workers that were lost
   */
  public record Row(String host, int workers, int waiting, long trials, long failures) {}

  synchronized void joined(String host) {
    change(host, row -> new Row(host, row.workers + 1, row.waiting, row.trials, row.failures));
  }

  synchronized void left(String host) {
    change(host, row -> new Row(host, row.workers - 1, row.waiting, row.trials, row.failures));
  }

  synchronized void waiting(String host, int more) {
    change(host, row -> new Row(host, row.workers, row.waiting + more, row.trials, row.failures));
  }

  synchronized void ended(String host, boolean failed) {
    change(
        host,
        row ->
            new Row(
                host, row.workers, row.waiting, row.trials + 1, row.failures + (failed ? 1 : 0)));
  }

  synchronized void lost(String host) {
    change(host, row -> new Row(host, row.workers, row.waiting, row.trials, row.failures + 1));
  }

  private void change(String host, UnaryOperator<Row> how) {
    rows.put(host, how.apply(rows.getOrDefault(host, new Row(host, 0, 0, 0, 0))));
    changed = true;
  }

  /** All hosts, by name. */
  public synchronized List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** Writes it if it changed since it was written last. */
  void write(Path file) throws IOException {
    List<Row> now;
    synchronized (this) {
      if (!changed) {
        return;
      }
      changed = false;
      now = rows();
    }
    byte[] text = JSON.writeValueAsBytes(now);
    WholeFile.write(file, unfinished -> Files.write(unfinished, text));
  }

  /** Goes on with what earlier starts of the run counted; nobody is connected yet. */
  void read(Path file) throws IOException {
    for (Row row : rows(file)) {
      change(row.host, none -> new Row(row.host, 0, 0, row.trials, row.failures));
    }
  }

  /** What stands in a file that was written; nothing if there is none. */
  public static List<Row> rows(Path file) throws IOException {
    return Files.exists(file)
        ? List.of(JSON.readValue(Files.readAllBytes(file), Row[].class))
        : List.of();
  }
}
