package io.paretune.experiments.page;

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
 * Receives the bodies that hold a token, which whoever reaches the address may send: small ones, so
 * many at a time, each for a while. None has a thread as long as it does not come.
 */
final class TokenBodies {

  private static final long LONGEST = 1024;
  private static final int MOST = 32;

  private final Duration limit;
  private final Semaphore places = new Semaphore(MOST);

  /**
   * None yet.
   *
   * @param limit time for one to come
   */
  TokenBodies(Duration limit) {
    this.limit = limit;
  }

  /** Receives one: gives it on without the space around it, or says why it did not come whole. */
  void read(Request request, Consumer<String> whole, Consumer<PageRefusedException> broken)
      throws PageRefusedException {
    long length = request.getLength();
    if (length < 0 || length > LONGEST) {
      throw new PageRefusedException(413, "the body must be the token");
    }
    if (!places.tryAcquire()) {
      throw new PageRefusedException(503, "too many show a token at this moment");
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
