package io.paretune.experiments.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.experiments.config.ExperimentReader;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TrackingTest {

  private static final Tracking.Pace QUICK =
      new Tracking.Pace(Duration.ofMillis(2), Duration.ofMillis(300), Duration.ofSeconds(20));

  private static final Tracking.Pace CALM =
      new Tracking.Pace(Duration.ofMillis(2), Duration.ofSeconds(1), Duration.ofSeconds(20));

  /** Fails a number of times, or waits for ever. */
  private static final class Odd implements Tracker {
    private final List<Long> taken = new CopyOnWriteArrayList<>();
    private final CountDownLatch tried = new CountDownLatch(4);
    private final CountDownLatch never = new CountDownLatch(1);
    private final boolean silent;
    private int failures;

    /** How long the front takes; negative for one that is refused. */
    private long frontMillis;

    Odd(int failures, boolean silent) {
      this.failures = failures;
      this.silent = silent;
    }

    @Override
    public String place() {
      return "the odd one";
    }

    @Override
    public void take(List<Trial> trials) throws IOException, InterruptedException {
      tried.countDown();
      if (silent) {
        never.await();
      }
      if (failures-- > 0) {
        throw new IOException("refused");
      }
      trials.forEach(trial -> taken.add(trial.number()));
    }

    @Override
    public void end() {
      taken.add(-1L);
    }

    @Override
    public void found(List<Tracked.Member> members) throws IOException, InterruptedException {
      if (frontMillis < 0) {
        throw new IOException("no space");
      }
      Thread.sleep(frontMillis);
      taken.add(-2L);
    }
  }

  private final List<String> said = new CopyOnWriteArrayList<>();

  private static Study<Assignment> study(int trials) {
    Study<Assignment> study = TrackerContract.study();
    for (int i = 0; i < trials; i++) {
      TrackerContract.complete(study, TrackerContract.begun(study).number());
    }
    return study;
  }

  @Test
  void whatWasMissedIsSentLaterAndSaidTwiceInAll() throws Exception {
    Study<Assignment> study = study(3);
    Odd tracker = new Odd(3, false);
    try (Tracking tracking = new Tracking(study::trials, tracker, said::add, QUICK)) {
      assertThat(tracker.tried.await(20, TimeUnit.SECONDS)).isTrue();
      TrackerContract.complete(study, TrackerContract.begun(study).number());
      assertThat(tracking).isNotNull();
    }
    assertThat(tracker.taken).containsExactly(0L, 1L, 2L, 3L, -1L, -2L);
    assertThat(said)
        .containsExactly(
            "the odd one cannot be reached (refused); the search goes on, and what it misses is"
                + " sent later",
            "the odd one is back; what it missed has been sent");
  }

  @Test
  void whatIsNeverReachedOrNeverAnswersHoldsUpNothing() {
    Study<Assignment> study = study(1);
    for (Odd tracker : List.of(new Odd(Integer.MAX_VALUE, false), new Odd(0, true))) {
      long began = System.nanoTime();
      new Tracking(study::trials, tracker, said::add, QUICK).close();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
      assertThat(said.get(said.size() - 1))
          .isEqualTo("the odd one did not get all trials; paretune resume sends the others");
      assertThat(tracker.taken).isEmpty();
    }
  }

  @Test
  void theFrontComesAfterTheEndAndHasTimeOfItsOwn() {
    Odd slow = new Odd(0, false);
    slow.frontMillis = CALM.patience().toMillis() * 3 / 2;
    new Tracking(study(1)::trials, slow, said::add, CALM).close();
    assertThat(slow.taken).containsExactly(0L, -1L, -2L);
    assertThat(said).isEmpty();
    Odd refusing = new Odd(0, false);
    refusing.frontMillis = -1;
    new Tracking(study(1)::trials, refusing, said::add, CALM).close();
    assertThat(refusing.taken).containsExactly(0L, -1L);
    assertThat(said)
        .containsExactly(
            "the odd one did not take the front: no space",
            "the odd one did not get all that was found of the front; paretune resume sends the"
                + " rest");
  }

  /** One that is to stop, some time or from the beginning. */
  private record Stopping(Study<Assignment> study, AtomicInteger looks) implements Tracked {
    @Override
    public List<Trial> trials() {
      return study.trials();
    }

    @Override
    public boolean isComplete() {
      return looks.getAndDecrement() > 0;
    }
  }

  @Test
  void theFrontOfAStudyThatIsToStopIsNotWaitedFor() {
    Odd tracker = new Odd(0, false);
    new Tracking(new Stopping(study(1), new AtomicInteger()), tracker, said::add, CALM).close();
    assertThat(tracker.taken).containsExactly(0L, -1L);
    assertThat(said).isEmpty();
    Odd slow = new Odd(0, false);
    slow.frontMillis = 60_000;
    new Tracking(new Stopping(study(1), new AtomicInteger(3)), slow, said::add, CALM).close();
    assertThat(slow.taken).containsExactly(0L, -1L);
    assertThat(said).singleElement().asString().contains("did not get all that was found");
  }

  @Test
  void whatAnErrorEndsIsNotSaidToBeComplete() {
    Tracked study =
        () -> {
          throw new ThreadDeath();
        };
    new Tracking(study, new Odd(0, false), said::add, QUICK).close();
    assertThat(said)
        .containsExactly("the odd one did not get all trials; paretune resume sends the others");
  }

  private static TrackingSettings read(String log) {
    String text =
        "name: codec\n"
            + "space: {x: {real: [0, 1]}}\n"
            + "command: [./train]\n"
            + "objectives: [{name: y, direction: minimize}]\n"
            + "budget: {trials: 1}\n"
            + log;
    return new ExperimentReader().read("codec.yaml", text, Path.of("/base")).places().tracking();
  }

  @Test
  void theKeyNamesServersAndDirectories() {
    assertThat(read("")).isEqualTo(TrackingSettings.NONE);
    TrackingSettings both =
        read("log: {mlflow: 'https://host/ml/', experiment: vision, tensorboard: tb}");
    assertThat(both.mlflow())
        .contains(new TrackingSettings.MlflowServer(URI.create("https://host/ml"), "vision", true));
    assertThat(both.tensorboard()).contains(Path.of("/base/tb"));
    assertThat(read("log: {mlflow: 'http://h:5000'}").mlflow().map(found -> found.experiment()))
        .isEqualTo(Optional.of("codec"));
  }

  @Test
  void aWrongKeyIsRefusedInALine() {
    assertThatThrownBy(() -> read("log: {}")).hasMessageContaining("'log' needs 'mlflow'");
    assertThatThrownBy(() -> read("log: {experiment: a, tensorboard: t}"))
        .hasMessageContaining("'experiment' needs 'mlflow' beside it");
    for (String wrong :
        List.of("localhost:5000", "ftp://h", "http://u:p@h", "http://h?x=1", "a b")) {
      assertThatThrownBy(() -> read("log: {mlflow: '" + wrong + "'}"))
          .hasMessageContaining("codec.yaml:6:")
          .hasMessageContaining("must be a server's address such as http://localhost:5000");
    }
    for (String secret : List.of("http://u:pass@h", "u:pass@h", "https://h?key=pass")) {
      assertThatThrownBy(() -> read("log: {mlflow: '" + secret + "'}"))
          .hasMessageContaining("...")
          .hasMessageNotContaining("pass@")
          .hasMessageNotContaining("=pass");
    }
  }
}
