package io.paretune.hardware.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parent's end of a child process and its pipes. Used by one thread at a time; {@link #kill}
 * may be called by any.
 *
 * @param <M> what a line of the child's means
 */
public final class JavaChild<M> implements AutoCloseable {

  /** What a study's database is opened with is none of a child's business, nor of its programs'. */
  private static final String STORE_PASSWORD = "PARETUNE_STORE_PASSWORD";

  private static final Logger LOG = LoggerFactory.getLogger(JavaChild.class);
  private static final Duration PARTING = Duration.ofSeconds(5);
  private static final int SIGNALLED = 128;

  private final Process process;
  private final Writer toChild;
  private final Function<String, Optional<M>> reading;

  /** What was read; nothing when the pipe has ended. */
  private final BlockingQueue<Optional<M>> inbox = new LinkedBlockingQueue<>();

  private JavaChild(Process process, Function<String, Optional<M>> reading) {
    this.process = process;
    this.reading = reading;
    this.toChild = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::readAll, "from-child-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a child.
   *
   * @param errors where its standard error goes
   * @param reading a line's meaning; nothing for lines that are not meant for this side
   * @throws IOException if the process cannot be started
   */
  public static <M> JavaChild<M> start(
      JavaLaunch launch, ProcessBuilder.Redirect errors, Function<String, Optional<M>> reading)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launch.command()).redirectError(errors);
    builder.environment().putAll(launch.environment());
    builder.environment().remove(STORE_PASSWORD);
    return new JavaChild<>(builder.start(), reading);
  }

  private void readAll() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Optional<M> message = reading.apply(line);
        if (message.isPresent()) {
          inbox.add(message);
        } else if (!line.isBlank()) {
          LOG.debug("child {} wrote what is no message: {}", process.pid(), line);
        }
      }
    } catch (IOException broken) {
      LOG.debug("the pipe from child {} broke: {}", process.pid(), broken.toString());
    } finally {
      inbox.add(Optional.empty());
    }
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Sends one line.
   *
   * @throws IOException if its pipe is closed; what it died of is heard at the other one
   */
  public void say(String line) throws IOException {
    toChild.write(line + "\n");
    toChild.flush();
  }

  /**
   * The next message, or nothing if the child is silent for so long.
   *
   * @throws ChildEndedException if its pipe has ended and all was heard
   */
  public Optional<M> hear(Duration silence) throws ChildEndedException, InterruptedException {
    Optional<M> message = inbox.poll(Math.max(0, silence.toNanos()), TimeUnit.NANOSECONDS);
    if (message == null) {
      return Optional.empty();
    }
    if (message.isEmpty()) {
      inbox.add(message);
      throw new ChildEndedException(ending());
    }
    return message;
  }

  /**
   * Hears a child to its end.
   *
   * @return the last message, or nothing if it goes on for longer than this
   * @throws ChildEndedException if it failed (its exit code is not 0), or said nothing
   */
  public Optional<M> lastMessage(Duration limit) throws ChildEndedException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<M> last = Optional.empty();
    while (true) {
      Optional<M> message =
          inbox.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (message == null) {
        return Optional.empty();
      }
      if (message.isEmpty()) {
        String how = ending();
        if (last.isEmpty() || process.isAlive() || process.exitValue() != 0) {
          throw new ChildEndedException(how);
        }
        return last;
      }
      last = message;
    }
  }

  private String ending() throws InterruptedException {
    if (!process.waitFor(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
      return "closed its output";
    }
    int code = process.exitValue();
    return code > SIGNALLED
        ? "was killed by signal " + (code - SIGNALLED)
        : "ended with exit code " + code;
  }

  /** Waits for it to end; whether it did. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the process at once, and what it started. */
  public void kill() {
    // found before the child ends, ended after it: it is not to hear of their end and take it for
    // its work's
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends the process and waits until it is gone: what it held of this machine is free then. */
  @Override
  public void close() {
    kill();
    try {
      process.waitFor(PARTING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
