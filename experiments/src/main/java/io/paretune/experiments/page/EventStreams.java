package io.paretune.experiments.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Those who look, each with a stream of server-sent events. An event says how new the studies are,
 * not what changed, so that nothing queues up for a slow reader: it gets the newest when it is
 * ready.
 */
final class EventStreams {

  /** Those who look at a time. */
  static final int MOST = 32;

  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private final Supplier<String> state;

  /**
   * No streams yet.
   *
   * @param state one line of JSON: how new the studies are
   */
  EventStreams(Supplier<String> state) {
    this.state = state;
  }

  boolean any() {
    return !open.isEmpty();
  }

  /** Whether a stream was opened; false if there are too many. */
  boolean open(Request request, Response response, Callback callback) {
    if (open.size() >= MOST) {
      return false;
    }
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    request.addIdleTimeoutListener(silent -> false);
    Stream stream = new Stream(response, callback);
    open.add(stream);
    stream.tell();
    return true;
  }

  /** Tells all who do not know it yet how new the studies are. */
  void tell() {
    open.forEach(Stream::tell);
  }

  /** Writes a comment, by which those who left are noticed. */
  void beat() {
    open.forEach(Stream::beat);
  }

  void close() {
    open.forEach(Stream::end);
  }

  /** One who looks. */
  private final class Stream implements Callback {

    private final Response response;
    private final Callback whenClosed;
    private boolean writing;
    private boolean more;
    private String told = "";

    Stream(Response response, Callback whenClosed) {
      this.response = response;
      this.whenClosed = whenClosed;
    }

    void tell() {
      String now = state.get();
      synchronized (this) {
        more = writing;
        if (writing || now.equals(told)) {
          return;
        }
        writing = true;
        told = now;
      }
      write("data: " + now + "\n\n");
    }

    void beat() {
      synchronized (this) {
        if (writing) {
          return;
        }
        writing = true;
      }
      write(": still here\n\n");
    }

    private void write(String text) {
      response.write(false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), this);
    }

    @Override
    public void succeeded() {
      boolean again;
      synchronized (this) {
        writing = false;
        again = more;
        more = false;
      }
      if (again) {
        tell();
      }
    }

    @Override
    public void failed(Throwable gone) {
      if (open.remove(this)) {
        whenClosed.failed(gone);
      }
    }

    void end() {
      if (open.remove(this)) {
        whenClosed.succeeded();
      }
    }
  }
}
