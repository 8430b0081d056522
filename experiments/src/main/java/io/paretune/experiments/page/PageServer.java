package io.paretune.experiments.page;

import io.paretune.experiments.page.answer.PageJson;
import io.paretune.experiments.page.answer.SlowAnswers;
import io.paretune.experiments.page.follow.Follower;
import io.paretune.experiments.page.follow.PageSource;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.agent.server.AgentLimits;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.meter.agent.server.HttpServing;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A page that is served until it is closed. What it promises is at the package. */
public final class PageServer implements AutoCloseable {

  private static final int THREADS = 12;
  private static final int MOST_CONNECTIONS = 128;
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration BEAT = Duration.ofSeconds(10);

  private final HttpServing serving;
  private final Follower follower;
  private final EventStreams streams;
  private final SlowAnswers slow = new SlowAnswers();

  private PageServer(List<PageSource> sources, AgentSettings settings) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("page");
    threads.setDaemon(true);
    // answers are short, and streams are closed before: there is nothing to wait for
    threads.setStopTimeout(500);
    this.serving =
        new HttpServing(
            settings.withLimits(limits(settings.limits())),
            threads,
            http -> http.setSendDateHeader(false));
    this.follower = new Follower(sources);
    this.streams = new EventStreams(() -> PageJson.state(follower.id(), follower.studies()));
  }

  private static AgentLimits limits(AgentLimits usual) {
    return new AgentLimits(
        usual.maximumBytes(),
        usual.measurement(),
        usual.queue(),
        new AgentLimits.Slowness(
            usual.slowness().head(), SILENCE, usual.slowness().slowestUpload()),
        MOST_CONNECTIONS);
  }

  /**
   * Starts to serve.
   *
   * @param sources what is shown
   * @param settings where, to whom, how protected
   * @throws IllegalArgumentException if the address cannot be had or the key cannot be used
   */
  public static PageServer start(List<PageSource> sources, AgentSettings settings) {
    PageServer page = new PageServer(sources, settings);
    try {
      page.serving.start(
          new PageHandler(
              new Admission(settings),
              page.serving.deadline(),
              page.follower,
              page.streams,
              page.slow));
    } catch (HardwareException e) {
      page.close();
      throw new IllegalArgumentException(
          e.getMessage()
              + (HttpServing.taken(e) ? "; give another --listen, port 0 takes a free one" : ""),
          e);
    }
    page.follower.start(page.streams::any, page.streams::tell);
    page.beat();
    return page;
  }

  private void beat() {
    serving
        .scheduler()
        .schedule(
            () -> {
              streams.beat();
              if (serving.running()) {
                beat();
              }
            },
            BEAT.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Where it is to be looked at. */
  public URI url() {
    return serving.url().resolve("/");
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    serving.await();
  }

  @Override
  public void close() {
    follower.close();
    streams.close();
    slow.close();
    serving.close();
  }
}
