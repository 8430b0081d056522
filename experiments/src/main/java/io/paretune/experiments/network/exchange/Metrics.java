package io.paretune.experiments.network.exchange;

import io.paretune.experiments.measuring.QueueState;
import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.hardware.meter.agent.AgentPool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Answers {@code GET /metrics} with what the hosts do, in OpenMetrics text 1.0, for whoever watches
 * machines. The token, if one is asked for, is shown as {@code Authorization: Bearer TOKEN}.
 */
final class Metrics {

  private static final int MOST_HEADERS = 100;
  private static final String TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final HostTable hosts;
  private final Supplier<Optional<QueueState>> queue;
  private final Predicate<String> admitted;

  /**
   * @param queue what waits to be measured by agents; empty if none measure
   * @param admitted whether a token, empty if none was shown, is the right one
   */
  Metrics(HostTable hosts, Supplier<Optional<QueueState>> queue, Predicate<String> admitted) {
    this.hosts = hosts;
    this.queue = queue;
    this.admitted = admitted;
  }

  /** Reads one request and answers it. */
  void answer(LineChannel channel) throws IOException {
    String path = channel.line(LineChannel.SHORT).split(" ", -1)[1];
    String token = "";
    boolean fromPage = false;
    for (int i = 0; i < MOST_HEADERS; i++) {
      String header = channel.line(LineChannel.SHORT).strip();
      String lower = header.toLowerCase(Locale.ROOT);
      if (header.isEmpty()) {
        break;
      }
      if (lower.startsWith("authorization: bearer ")) {
        token = header.substring("authorization: bearer ".length()).strip();
      }
      fromPage |= lower.startsWith("origin:");
    }
    if (fromPage || !admitted.test(token)) {
      channel.write(response("401 Unauthorized", "a token is needed, and no web page's request\n"));
    } else if (!path.equals("/metrics")) {
      channel.write(response("404 Not Found", "there is /metrics\n"));
    } else {
      channel.write(response("200 OK", text(hosts.rows(), queue.get())));
    }
  }

  private static byte[] response(String status, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + TYPE
            + "\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    return (head + text).getBytes(StandardCharsets.UTF_8);
  }

  static String text(List<HostTable.Row> rows, Optional<QueueState> queue) {
    StringBuilder text = new StringBuilder();
    family(text, "paretune_workers", "gauge", "Workers with a place.");
    each(text, "paretune_workers", rows, row -> row.workers() - row.waiting());
    family(text, "paretune_workers_waiting", "gauge", "Workers without a place.");
    each(text, "paretune_workers_waiting", rows, HostTable.Row::waiting);
    family(text, "paretune_evaluations", "counter", "Evaluations that ended.");
    each(text, "paretune_evaluations_total", rows, HostTable.Row::trials);
    family(
        text,
        "paretune_failures",
        "counter",
        "Evaluations that failed, and workers that were lost.");
    each(text, "paretune_failures_total", rows, HostTable.Row::failures);
    family(text, "paretune_worker_seconds", "counter", "Time that workers were there.");
    each(text, "paretune_worker_seconds_total", rows, HostTable.Row::presentSeconds);
    family(text, "paretune_busy_seconds", "counter", "Time that workers evaluated.");
    each(text, "paretune_busy_seconds_total", rows, HostTable.Row::busySeconds);
    queue.ifPresent(state -> agents(text, state));
    return text.append("# EOF\n").toString();
  }

  private static void agents(StringBuilder text, QueueState queue) {
    family(text, "paretune_measuring_waiting", "gauge", "Trials that no agent measures yet.");
    text.append("paretune_measuring_waiting ").append(queue.waiting()).append('\n');
    family(text, "paretune_measuring_wait_seconds", "gauge", "How long the first has waited.");
    text.append("paretune_measuring_wait_seconds ");
    text.append(queue.longestSeconds(Instant.now())).append('\n');
    family(text, "paretune_measured", "counter", "Files that an agent measured.");
    for (AgentPool.Standing agent : queue.agents()) {
      text.append("paretune_measured_total{agent=\"").append(agent.url()).append("\"} ");
      text.append(agent.measured()).append('\n');
    }
  }

  private static void family(StringBuilder text, String name, String type, String help) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
  }

  /**
   * Whole numbers as such. A host's name holds nothing that must be escaped: see {@code Reception}.
   */
  private static void each(
      StringBuilder text,
      String name,
      List<HostTable.Row> rows,
      ToDoubleFunction<HostTable.Row> value) {
    for (HostTable.Row row : rows) {
      text.append(name).append("{host=\"").append(row.host()).append("\"} ");
      double number = value.applyAsDouble(row);
      text.append(
          number == (long) number
              ? Long.toString((long) number)
              : String.format(Locale.ROOT, "%.3f", number));
      text.append('\n');
    }
  }
}
