package io.paretune.experiments.page;

import io.paretune.experiments.page.answer.PageRefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Receives bodies that hold a token, which whoever reaches the address may send, or what is asked
 * of a run: small ones, so many at a time, each for a while. None has a thread as long as it does
 * not come.
 */
final class SmallBodies {

  private static final int MOST = 32;

  private final Duration limit;
  private final long longest;
  private final Semaphore places = new Semaphore(MOST);

  /**
   * None yet.
   *
   * @param limit time for one to come
   * @param longest in bytes
   */
  SmallBodies(Duration limit, long longest) {
    this.limit = limit;
    this.longest = longest;
  }

  /** Receives one: gives it on without the space around it, or says why it did not come whole. */
  void read(Request request, Consumer<String> whole, Consumer<PageRefusedException> broken)
      throws PageRefusedException {
    long length = request.getLength();
    if (length < 0 || length > longest) {
      throw new PageRefusedException(
          413, "the body must be there and have at most " + longest + " bytes");
    }
    if (!places.tryAcquire()) {
      throw new PageRefusedException(503, "too many ask at this moment");
    }
    AtomicBoolean over = new AtomicBoolean();
    Scheduler.Task late =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> end(over, () -> broken.accept(late())),
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    Content.Source.asString(
        request,
        StandardCharsets.UTF_8,
        Promise.from(
            text -> {
              late.cancel();
              end(over, () -> whole.accept(text.strip()));
            },
            failure -> {
              late.cancel();
              end(over, () -> broken.accept(new PageRefusedException(400, "the body broke off")));
            }));
  }

  private static PageRefusedException late() {
    return new PageRefusedException(408, "the body came too slowly");
  }

  /** Whichever comes first, the body or the deadline. */
  private void end(AtomicBoolean over, Runnable answer) {
    if (over.compareAndSet(false, true)) {
      places.release();
      answer.run();
    }
  }
}
