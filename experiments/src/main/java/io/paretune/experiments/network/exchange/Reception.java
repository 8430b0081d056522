package io.paretune.experiments.network.exchange;

import io.paretune.experiments.measuring.QueueState;
import io.paretune.experiments.network.transfer.FileDesk;
import io.paretune.experiments.network.wire.Build;
import io.paretune.experiments.network.wire.FromHost;
import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.experiments.network.wire.Purpose;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.network.wire.ToHost.Refused.Kind;
import io.paretune.hardware.meter.agent.server.AccessToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets connections in: who shows the token, speaks the same and is of the same build. */
final class Reception {

  private static final int LONGEST_NAME = 100;
  private static final Duration FILES_IDLE = Duration.ofMinutes(2);

  private final Optional<AccessToken> token;
  private final Build build;
  private final ExchangeLimits limits;
  private final Sessions sessions;
  private final Consumer<String> listener;
  private final Metrics metrics;
  private volatile @Nullable FileDesk desk;
  private volatile @Nullable Path measuring;
  private volatile @Nullable String over;

  /**
   * @param token that is asked for; empty if none is
   * @param listener hears of who came and who was refused, in one line
   */
  Reception(
      Optional<String> token,
      Build build,
      ExchangeLimits limits,
      Sessions sessions,
      Consumer<String> listener) {
    this.token = token.map(AccessToken::new);
    this.build = build;
    this.limits = limits;
    this.sessions = sessions;
    this.listener = listener;
    this.metrics = new Metrics(sessions.hosts(), this::queue, this::admits);
  }

  /**
   * From now on files are given.
   *
   * @param queue file that says what waits to be measured, where agents measure
   */
  void open(FileDesk files, Path queue) {
    desk = files;
    measuring = queue;
  }

  private Optional<QueueState> queue() {
    Path file = measuring;
    try {
      return file == null ? Optional.empty() : QueueState.read(file);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** From now on who comes is told that the run is over. */
  void over(String reason) {
    over = reason;
  }

  /**
   * Serves a connection to its end.
   *
   * @param address where it comes from, for people
   * @param welcomed run when it has been let in
   */
  void receive(LineChannel channel, String address, Runnable welcomed) throws IOException {
    channel.patience(limits.hello());
    if (channel.beginsAsHttp()) {
      metrics.answer(channel);
      return;
    }
    if (!(channel.read(FromHost.class, LineChannel.SHORT) instanceof FromHost.Hello said)) {
      return;
    }
    FromHost.Hello hello = plain(said);
    Optional<String> mismatch = mismatch(hello);
    if (mismatch.isPresent()) {
      listener.accept("refused " + hello.name() + " at " + address + ": " + mismatch.get());
      channel.write(new ToHost.Refused(mismatch.get(), Kind.FOR_GOOD));
      return;
    }
    welcomed.run();
    if (hello.purpose() == Purpose.FILES) {
      files(channel, hello);
    } else {
      trials(channel, hello);
    }
  }

  private Optional<String> mismatch(FromHost.Hello hello) {
    if (hello.protocol() != FromHost.PROTOCOL) {
      return Optional.of(
          "the coordinator speaks protocol "
              + FromHost.PROTOCOL
              + ", this worker "
              + hello.protocol()
              + "; use the same version of Paretune on both");
    }
    if (!admits(hello.token())) {
      return Optional.of(
          hello.token().isEmpty()
              ? "a token is needed: give --token-file"
              : "the token is not the coordinator's");
    }
    return build.difference(hello.build());
  }

  private boolean admits(String shown) {
    return token.isEmpty() || token.get().is(shown);
  }

  private void files(LineChannel channel, FromHost.Hello hello) throws IOException {
    FileDesk open = desk;
    if (open == null || sessions.find(hello.conversation()).isEmpty()) {
      channel.write(new ToHost.Refused("there is no such conversation", Kind.BEGIN_ANEW));
      return;
    }
    channel.patience(FILES_IDLE);
    channel.write(
        new ToHost.Welcome(
            hello.conversation(), 0, limits.heartbeat().toMillis(), limits.lease().toMillis()));
    open.serve(channel);
  }

  private void trials(LineChannel channel, FromHost.Hello hello) throws IOException {
    channel.patience(limits.lease().multipliedBy(2));
    if (hello.conversation().isEmpty()) {
      Optional<Session> begun = sessions.begin(hello);
      if (begun.isEmpty()) {
        channel.write(
            new ToHost.Refused(
                "the coordinator has " + limits.workers() + " workers already", Kind.LATER));
        return;
      }
      attach(begun.get(), channel, 0);
      sessions.offer(begun.get());
      begun.get().listen(channel);
      return;
    }
    Optional<Session> known = sessions.find(hello.conversation());
    if (known.isEmpty()) {
      channel.write(new ToHost.Refused("its lease is over", Kind.BEGIN_ANEW));
      return;
    }
    attach(known.get(), channel, hello.heard());
    known.get().listen(channel);
  }

  private void attach(Session session, LineChannel channel, long heard) throws IOException {
    try {
      session.attach(channel, heard);
    } catch (IOException broken) {
      session.detached(channel);
      throw broken;
    }
    String reason = over;
    if (reason != null) {
      session.over(reason);
    }
  }

  /** With nothing that is missing, and names that can be shown. */
  private static FromHost.Hello plain(FromHost.Hello said) {
    return new FromHost.Hello(
        said.protocol(),
        said.build() == null ? new Build("unknown", Map.of()) : said.build(),
        said.token() == null ? "" : said.token(),
        name(said.host()),
        name(said.name()),
        said.purpose() == null ? Purpose.TRIALS : said.purpose(),
        said.conversation() == null ? "" : said.conversation(),
        said.heard());
  }

  private static String name(@Nullable String text) {
    String shown = text == null ? "" : text.replaceAll("[^\\w.:/#@-]", "_");
    return shown.isEmpty() ? "unknown" : shown.substring(0, Math.min(LONGEST_NAME, shown.length()));
  }
}
