package io.paretune.experiments.page.follow;

import io.paretune.results.store.StudyView;
import io.paretune.results.store.database.StoreException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is new in some databases, on one thread: all of it at first, then only while somebody
 * looks, only where a file changed, and with pauses that grow with what a look takes, so that
 * following never takes more than a small share of a core.
 */
public final class Follower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private static final Duration PAUSE = Duration.ofMillis(400);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** A look is followed by a pause this many times as long as the processor worked for it. */
  private static final int SHARE = 40;

  /** How long after a request what changed is still read. */
  private static final Duration INTEREST = Duration.ofSeconds(10);

  /** How long one view is read: H2 leaves what it shows alone for ten seconds. */
  private static final Duration VIEW = Duration.ofSeconds(4);

  private final List<PageSource> sources;
  private final Map<PageSource, String> stamps = new HashMap<>();
  private final List<FollowedStudy> studies = new CopyOnWriteArrayList<>();
  private final Map<PageSource, Failure> failures = new HashMap<>();
  private volatile String id = newId();
  private final AtomicLong asked = new AtomicLong(System.nanoTime() - INTEREST.toNanos());
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closed;

  /**
   * What could not be read.
   *
   * @param times in a row
   * @param next when to try again, in the time of {@code System.nanoTime}
   */
  private record Failure(int times, long next) {
    /** Once more; later and later, up to a minute. */
    static Failure after(@Nullable Failure before) {
      int times = before == null ? 1 : before.times() + 1;
      Duration wait = Duration.ofMillis(250L << Math.min(times, 8));
      return new Failure(times, System.nanoTime() + wait.toNanos());
    }
  }

  /** A follower, not yet started. */
  public Follower(List<PageSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Starts to follow.
   *
   * @param watched whether anybody looks
   * @param changed called after something was read
   */
  public void start(BooleanSupplier watched, Runnable changed) {
    Thread thread = new Thread(() -> follow(watched, changed), "page-follower");
    thread.setDaemon(true);
    thread.start();
  }

  private static String newId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** Another one for each beginning: versions of two cannot be compared. */
  public String id() {
    return id;
  }

  /** The studies found so far; their places do not change while the id does not. */
  public List<FollowedStudy> studies() {
    return studies;
  }

  /** Somebody asks: for a while it is as if he looked. */
  public void asked() {
    long before = asked.getAndSet(System.nanoTime());
    if (System.nanoTime() - before > INTEREST.toNanos()) {
      wakes.release();
    }
  }

  private boolean askedLately() {
    return System.nanoTime() - asked.get() < INTEREST.toNanos();
  }

  private void follow(BooleanSupplier watched, Runnable changed) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    boolean first = true;
    while (!closed) {
      long start = clock.getCurrentThreadCpuTime();
      boolean more = false;
      if (first || watched.getAsBoolean() || askedLately()) {
        for (PageSource source : sources) {
          more |= look(source, changed);
        }
      }
      first = more;
      if (!more) {
        pause(Duration.ofNanos(clock.getCurrentThreadCpuTime() - start).multipliedBy(SHARE));
      }
    }
  }

  private void pause(Duration wanted) {
    long millis = Math.max(PAUSE.toMillis(), Math.min(wanted.toMillis(), LONGEST_PAUSE.toMillis()));
    try {
      if (wakes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
        wakes.drainPermits();
      }
    } catch (InterruptedException stopping) {
      closed = true;
    }
  }

  /** Whether there is more to read at once. */
  private boolean look(PageSource source, Runnable changed) {
    String stamp = source.stamp().orElse("");
    Failure failure = failures.get(source);
    if (stamp.isEmpty()
        || stamp.equals(stamps.get(source))
        || (failure != null && System.nanoTime() - failure.next() < 0)) {
      return false;
    }
    long until = System.nanoTime() + VIEW.toNanos();
    boolean all = true;
    try (StudyView view = source.open()) {
      for (FollowedStudy study : studies(source, view)) {
        all &= study.read(view, until);
      }
      if (all) {
        stamps.put(source, stamp);
      }
      failures.remove(source);
    } catch (StoreException torn) {
      // rewritten while it was read: what was read stays, the rest comes with the next look
      LOG.debug("{} will be read again", source.path(), torn);
      failures.put(source, Failure.after(failure));
      return false;
    } catch (RuntimeException unreadable) {
      LOG.warn("{} cannot be followed", source.path(), unreadable);
      stamps.put(source, stamp);
      return false;
    } finally {
      changed.run();
    }
    return !all;
  }

  private List<FollowedStudy> studies(PageSource source, StudyView view) {
    if (studies.stream().anyMatch(study -> study.source().equals(source) && !study.isIn(view))) {
      // a directory was emptied and used again: all begins anew, and who looks is told so
      id = newId();
      stamps.clear();
      studies.clear();
    }
    List<FollowedStudy> here = new ArrayList<>();
    for (String name : view.studies()) {
      if (source.shows(name)) {
        here.add(known(source, name).orElseGet(() -> begin(new FollowedStudy(source, view, name))));
      }
    }
    return here;
  }

  private Optional<FollowedStudy> known(PageSource source, String name) {
    return studies.stream()
        .filter(study -> study.source().equals(source) && study.name().equals(name))
        .findFirst();
  }

  private FollowedStudy begin(FollowedStudy study) {
    studies.add(study);
    return study;
  }

  @Override
  public void close() {
    closed = true;
    wakes.release();
  }
}
