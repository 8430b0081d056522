package io.paretune.experiments.run.request;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks into a run's inbox while it goes on. */
public final class InboxWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InboxWatch.class);
  private static final long PERIOD_MILLIS = 1000;

  private final Inbox inbox;
  private final Consumer<RunRequest> granted;
  private final Consumer<String> refused;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "inbox");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> looking;

  /**
   * Starts to look; what lies there already is thrown away.
   *
   * @param granted is given each request, on a thread of its own
   * @param refused is told of files that are no requests, and of requests that could not be granted
   */
  public InboxWatch(Inbox inbox, Consumer<RunRequest> granted, Consumer<String> refused) {
    this.inbox = inbox;
    this.granted = granted;
    this.refused = refused;
    try {
      inbox.clear();
    } catch (IOException unreadable) {
      LOG.warn("requests of the page cannot be taken", unreadable);
    }
    this.looking =
        clock.scheduleWithFixedDelay(
            this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      inbox.take(granted, refused);
    } catch (IOException | RuntimeException unreadable) {
      // a search does not end because nobody can ask anything of it
      LOG.debug("the inbox cannot be read", unreadable);
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
    clock.shutdown();
  }
}
