package io.paretune.hardware.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The child's end of its pipes. Thread-safe.
 *
 * @param <M> what a line of the parent's means
 */
public final class ParentPipe<M> {
  private static final Logger LOG = LoggerFactory.getLogger(ParentPipe.class);

  private final PrintStream out;
  private final BlockingQueue<M> inbox = new LinkedBlockingQueue<>();

  /**
   * The pipe of a process.
   *
   * @param out where lines go
   */
  public ParentPipe(PrintStream out) {
    this.out = out;
  }

  /**
   * Begins to listen, on a thread of its own.
   *
   * @param reading a line's meaning; what it throws ends the pipe
   * @param orphaned run when the parent is gone: its pipe ended
   */
  public void listen(InputStream in, Function<String, M> reading, Runnable orphaned) {
    Thread reader = new Thread(() -> readAll(in, reading, orphaned), "from-parent");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(InputStream in, Function<String, M> reading, Runnable orphaned) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        inbox.add(reading.apply(line));
      }
    } catch (IOException | RuntimeException broken) {
      LOG.warn("the pipe from the parent broke: {}", broken.toString());
    } finally {
      orphaned.run();
    }
  }

  /** The parent's next message; waits for it. */
  public M next() throws InterruptedException {
    return inbox.take();
  }

  /** Sends one line. */
  public synchronized void say(String line) {
    // a native library may have written half a line to the same pipe: begin on a new one
    out.print("\n" + line + "\n");
    out.flush();
  }
}
