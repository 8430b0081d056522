package io.paretune.experiments.network.host;

import io.paretune.experiments.network.host.Coordinates.Greeting;
import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.experiments.network.wire.Purpose;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.network.wire.WireException;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerLostException;
import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One worker of this machine: holds a conversation, and a process as long as it has a place. */
final class HostedWorker implements AutoCloseable {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(3);
  private static final Duration IDLE_BEAT = Duration.ofMillis(200);

  private final HostSettings settings;
  private final ProcessStarts starts;
  private final String name;
  private final Consumer<String> listener;
  private volatile boolean closed;
  private volatile boolean done;
  private volatile @Nullable Conversation conversation;
  private volatile @Nullable HostedProcess process;
  private volatile @Nullable LineChannel connection;
  private boolean welcomed;
  private boolean away;

  /**
   * A worker that has not begun.
   *
   * @param number its place among this machine's, from 0
   */
  HostedWorker(HostSettings settings, int number, Consumer<String> listener) {
    this.settings = settings;
    this.name = settings.machine() + "/" + ProcessHandle.current().pid() + "#" + number;
    this.starts = new ProcessStarts(settings, name, number);
    this.listener = listener;
  }

  String name() {
    return name;
  }

  /** Works until the run is over, the coordinator refuses it or stays away, or it is closed. */
  Departure work() {
    Thread heart = new Thread(this::beat, name + "-heart");
    heart.setDaemon(true);
    heart.start();
    try {
      return visits();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Departure(Departure.Kind.CLOSED, "it was interrupted");
    } finally {
      done = true;
      drop();
    }
  }

  /** One connection after another. */
  private Departure visits() throws InterruptedException {
    Backoff backoff = new Backoff(settings.patience());
    while (!closed) {
      Conversation before = conversation;
      if (before != null && before.leaseOver()) {
        drop();
      }
      welcomed = false;
      Visit visit = visit();
      Optional<Departure> end = visit.end().or(this::refusedHere);
      if (end.isPresent()) {
        return end.get();
      }
      if (welcomed) {
        backoff = new Backoff(settings.patience());
      }
      if (backoff.over()) {
        return abandoned(visit.why());
      }
      if (!visit.again()) {
        waits(visit.why());
        backoff.pause();
      }
    }
    return new Departure(Departure.Kind.CLOSED, "it was closed");
  }

  /**
   * How one connection ended.
   *
   * @param end how the worker's work ended with it, if it did
   * @param again whether to come again at once
   * @param why for people
   */
  private record Visit(Optional<Departure> end, boolean again, String why) {

    static Visit last(Departure.Kind kind, String why) {
      return new Visit(Optional.of(new Departure(kind, why)), false, why);
    }
  }

  private Visit visit() {
    try {
      Greeting greeting = greeted();
      if (greeting.answer() instanceof ToHost.Refused refused) {
        greeting.channel().close();
        return refused(refused);
      }
      Departure end = served((ToHost.Welcome) greeting.answer(), greeting.channel());
      return new Visit(Optional.of(end), false, end.reason());
    } catch (HardwareException noToken) {
      return Visit.last(Departure.Kind.REFUSED, String.valueOf(noToken.getMessage()));
    } catch (IOException lost) {
      String why = lost.getMessage() == null ? lost.toString() : lost.getMessage();
      return untrusted(lost)
          ? Visit.last(Departure.Kind.REFUSED, "its certificate is not trusted: " + why)
          : new Visit(Optional.empty(), false, why);
    }
  }

  private Visit refused(ToHost.Refused refused) {
    return switch (refused.kind()) {
      case FOR_GOOD -> Visit.last(Departure.Kind.REFUSED, refused.reason());
      case LATER -> new Visit(Optional.empty(), false, refused.reason());
      case BEGIN_ANEW -> {
        boolean over = conversation != null;
        drop();
        yield new Visit(Optional.empty(), over, refused.reason());
      }
    };
  }

  private Departure abandoned(String why) {
    return new Departure(
        Departure.Kind.ABANDONED,
        "no coordinator at "
            + settings.coordinator().inWords()
            + " for "
            + settings.patience().toSeconds()
            + " s: "
            + why);
  }

  private void waits(String why) {
    if (!away && !closed) {
      away = true;
      listener.accept(name + " waits for " + settings.coordinator().inWords() + ": " + why);
    }
  }

  private Optional<Departure> refusedHere() {
    HostedProcess current = process;
    return current == null
        ? Optional.empty()
        : current.refusal().map(reason -> new Departure(Departure.Kind.REFUSED, reason));
  }

  private static boolean untrusted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private Greeting greeted() throws IOException {
    Conversation open = conversation;
    return settings
        .coordinator()
        .greet(
            name,
            settings.machine(),
            Purpose.TRIALS,
            open == null ? "" : open.id(),
            open == null ? 0 : open.heard());
  }

  /**
   * Serves over one connection.
   *
   * @return how the worker's work ended
   * @throws IOException if the connection was lost before
   */
  private Departure served(ToHost.Welcome welcome, LineChannel channel) throws IOException {
    connection = channel;
    try {
      Conversation open = conversation(welcome, channel);
      welcomed = true;
      away = false;
      while (true) {
        ToHost message = open.next(channel);
        if (message instanceof ToHost.Over over) {
          return new Departure(Departure.Kind.OVER, over.reason());
        }
        if (message instanceof ToHost.Job job) {
          Optional<Departure> unfit = begun(job, open);
          if (unfit.isPresent()) {
            return unfit.get();
          }
        } else if (message instanceof ToHost.Told told) {
          told(told);
        } else {
          throw new WireException("an answer to a hello in the middle of a conversation");
        }
      }
    } finally {
      channel.close();
    }
  }

  /** The conversation that goes on over a connection, or begins with it. */
  private Conversation conversation(ToHost.Welcome welcome, LineChannel channel)
      throws IOException {
    Conversation open = conversation;
    if (open != null) {
      open.attach(welcome, channel);
      return open;
    }
    Conversation begun = Conversation.begin(welcome, channel);
    conversation = begun;
    listener.accept(name + " works for " + settings.coordinator().inWords());
    return begun;
  }

  private void told(ToHost.Told told) {
    HostedProcess current = process;
    if (current == null) {
      return;
    }
    if (told.message() instanceof ToWorker.Stop) {
      process = null;
      current.close();
    } else {
      current.tell(told.attempt(), told.message());
    }
  }

  /** Starts a process for a job; says why this machine cannot do it, if it cannot. */
  private Optional<Departure> begun(ToHost.Job job, Conversation open) {
    HostedProcess before = process;
    if (before != null) {
      before.kill();
    }
    try {
      process = starts.start(job, open);
      return Optional.empty();
    } catch (IllegalStateException | IllegalArgumentException unfit) {
      String reason = String.valueOf(unfit.getMessage());
      open.ended(reason);
      return Optional.of(new Departure(Departure.Kind.REFUSED, reason));
    } catch (IOException | WorkerLostException failed) {
      listener.accept(name + " cannot begin: " + failed.getMessage());
      open.ended("it cannot begin: " + failed.getMessage());
      return rested();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of(new Departure(Departure.Kind.CLOSED, "it was interrupted"));
    }
  }

  /** After what went wrong at the start, which would go wrong again at once. */
  private static Optional<Departure> rested() {
    try {
      Thread.sleep(AFTER_FAILURE.toMillis());
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of(new Departure(Departure.Kind.CLOSED, "it was interrupted"));
    }
  }

  private void beat() {
    try {
      while (!done) {
        Conversation open = conversation;
        HostedProcess current = process;
        if (open != null) {
          open.alive(current == null ? 0 : current.residentBytes());
        }
        Thread.sleep(open == null ? IDLE_BEAT.toMillis() : open.heartbeat().toMillis());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the conversation on this side, and the process with it. */
  private void drop() {
    conversation = null;
    HostedProcess current = process;
    process = null;
    if (current != null) {
      current.kill();
    }
  }

  /** Goes away: the trial is given to another at once. */
  @Override
  public void close() {
    closed = true;
    Conversation open = conversation;
    if (open != null) {
      open.leave("it was stopped");
    }
    LineChannel channel = connection;
    if (channel != null) {
      channel.close();
    }
    drop();
  }
}
