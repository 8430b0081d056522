package io.paretune.hardware.meter.agent.server;

import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends connections whose request has not arrived after a while. Jetty ends silent ones by itself,
 * but one that sends a byte now and then (slow loris) lives as long as it likes. It is a
 * connection's first request that has a deadline; the agent's connections serve no other.
 */
public final class HeadDeadline implements Connection.Listener {
  private static final byte[] TOO_LATE =
      "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Scheduler scheduler;
  private final Duration limit;
  private final Map<Connection, Scheduler.Task> waiting = new ConcurrentHashMap<>();

  /**
   * For a connector whose bean it becomes.
   *
   * @param limit time for a head to arrive
   */
  public HeadDeadline(Scheduler scheduler, Duration limit) {
    this.scheduler = scheduler;
    this.limit = limit;
  }

  /** Time for what is small to arrive. */
  public Duration limit() {
    return limit;
  }

  @Override
  public void onOpened(Connection connection) {
    // beneath TLS there is a connection too; the one above it decides for both
    if (!(connection instanceof SslConnection)) {
      waiting.put(
          connection,
          scheduler.schedule(() -> end(connection), limit.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    arrived(connection);
  }

  /** The request of a connection is there. */
  public void arrived(Connection connection) {
    Scheduler.Task task = waiting.remove(connection);
    if (task != null) {
      task.cancel();
    }
  }

  private void end(Connection connection) {
    if (waiting.remove(connection) == null) {
      return;
    }
    EndPoint end = connection.getEndPoint();
    if (end instanceof SslConnection.SslEndPoint) {
      end.close();
      return;
    }
    try {
      end.write(Callback.from(end::close, failure -> end.close()), ByteBuffer.wrap(TOO_LATE));
    } catch (WritePendingException answering) {
      // a refusal is on its way already
      end.close();
    }
  }
}
