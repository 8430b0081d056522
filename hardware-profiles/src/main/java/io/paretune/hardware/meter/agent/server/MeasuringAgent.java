package io.paretune.hardware.meter.agent.server;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.process.Measurer;
import io.paretune.hardware.meter.process.MeasuringProcess;
import io.paretune.hardware.meter.process.WorkDirectory;
import io.paretune.hardware.profile.Fingerprint;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent that listens, until closed. What it says and takes is {@code agent.wire}; what it
 * promises is at the package.
 */
public final class MeasuringAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MeasuringAgent.class);

  /** Beside one thread for every request that waits: those that accept, select and describe. */
  private static final int OTHER_THREADS = 12;

  private final AgentSettings settings;
  private final Measurer measurer;
  private final WorkDirectory work;
  private final HttpServing serving;
  private final Fingerprint machine;

  private MeasuringAgent(
      AgentSettings settings,
      Measurer measurer,
      WorkDirectory work,
      HttpServing serving,
      Fingerprint machine) {
    this.settings = settings;
    this.measurer = measurer;
    this.work = work;
    this.serving = serving;
    this.machine = machine;
  }

  /**
   * Starts an agent, and the process that measures for it.
   *
   * @param listener hears of each measurement and each refusal, in one line
   * @throws HardwareException if the address cannot be had, the key cannot be used, or nothing can
   *     be measured here
   */
  public static MeasuringAgent start(AgentSettings settings, Consumer<String> listener) {
    return start(settings, MeasuringProcess.likeThisOne(), listener);
  }

  /** As {@link #start(AgentSettings, Consumer)}, with another who measures; it is closed too. */
  static MeasuringAgent start(
      AgentSettings settings, Measurer measurer, Consumer<String> listener) {
    WorkDirectory work;
    try {
      work = WorkDirectory.fresh();
    } catch (IOException e) {
      measurer.close();
      throw new HardwareException("there is no room for what is sent: " + e, e);
    }
    Optional<HttpServing> serving = Optional.empty();
    boolean started = false;
    try {
      Fingerprint machine = measurer.identity().machine();
      QueuedThreadPool threads =
          new QueuedThreadPool(
              settings.limits().queue().places() + OTHER_THREADS, OTHER_THREADS / 2);
      // a measurement is long, a connection short: one each, so that every one has a deadline
      HttpServing opened =
          new HttpServing(settings, threads, http -> http.setPersistentConnectionsEnabled(false));
      serving = Optional.of(opened);
      opened.start(new AgentHandler(settings, measurer, opened.deadline(), work, listener));
      started = true;
      return new MeasuringAgent(settings, measurer, work, opened, machine);
    } finally {
      if (!started) {
        end(serving, measurer, work);
      }
    }
  }

  /** Where it listens, as a profile names it. */
  public URI url() {
    return serving.url();
  }

  /** The machine that it measures on. */
  public Fingerprint machine() {
    return machine;
  }

  /** SHA-256 of its certificate, for a profile's {@code pin}, if it speaks TLS. */
  public Optional<String> pin() {
    return settings.tls().map(AgentSettings.Tls::pin);
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    serving.await();
  }

  @Override
  public void close() {
    end(Optional.of(serving), measurer, work);
  }

  private static void end(Optional<HttpServing> serving, Measurer measurer, WorkDirectory work) {
    // first, so that a request that is being measured ends and the server need not wait for it
    measurer.close();
    serving.ifPresent(HttpServing::close);
    try {
      work.delete();
    } catch (IOException left) {
      LOG.warn("{} cannot be removed: {}", work.path(), left.toString());
    }
  }
}
