package io.paretune.evaluators.trial.preparation.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.WeightsFile;
import io.paretune.evaluators.train.NetworkTraining;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What several runs that mean the same training make of it within their times. */
@Timeout(60)
class KeptTrainingTest {

  private static final int EPOCHS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @TempDir private Path directory = Path.of("");
  private final DataSet data = Samples.halves();
  private final Network network = Samples.residual(4);

  /** One run: a clock, a file that says how long it may take, and what it was told. */
  private final class OneRun implements PreparationListener {
    private final Watch watch = new Watch();
    private TimeAllowed allowed;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private CountDownLatch goOn = new CountDownLatch(0);
    private boolean given;
    private int lateAfter = Integer.MAX_VALUE;
    private int dieAfter = Integer.MAX_VALUE;

    OneRun(String name, Optional<Duration> limit) {
      allowed = TimeAllowed.in(directory.resolve(name + ".json"), watch);
      allowed.until(limit.map(Instant.EPOCH::plus), limit.orElse(Duration.ZERO));
    }

    Prepared prepare() {
      TrainingSettings settings = TrainingSettings.defaults().withEpochs(EPOCHS).withBatchSize(30);
      return new KeptTraining(
              new KeptTraining.Subject(
                  "network", "network", "do without", "identity", EPOCHS, 0, given),
              new Place(directory, StepGate.open(), allowed, 1),
              gate ->
                  new Alone(
                      Trainer.onCpu()
                          .begin(
                              network,
                              Initialisation.kaiming(network, 1),
                              data.train(),
                              settings,
                              Optional.empty(),
                              gate)))
          .prepare(this);
    }

    @Override
    public void done(int step, int of, double loss) {
      if (step == lateAfter) {
        watch.passed(LIMIT);
      }
      if (step == dieAfter) {
        throw new IllegalStateException("killed");
      }
      said.add("epoch %d of %d".formatted(step, of));
      first.countDown();
      try {
        goOn.await();
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }

    @Override
    public void says(String what) {
      said.add(what);
    }
  }

  private record Alone(NetworkTraining training) implements EpochTraining {
    @Override
    public TrainingLoop loop() {
      return training.loop();
    }

    @Override
    public Weights weights() {
      return training.weights();
    }

    @Override
    public Map<String, Double> figures() {
      return Map.of();
    }

    @Override
    public void close() {
      training.close();
    }
  }

  private OneRun cut() {
    OneRun run = new OneRun("cut", Optional.of(LIMIT));
    run.lateAfter = 1;
    assertThat(run.prepare().curve().points()).hasSize(2);
    assertThat(run.said).containsExactly("epoch 1 of 4", "epoch 2 of 2");
    return run;
  }

  @Test
  void aRunWithNoMoreTimeTakesWhatAnotherHasCut() throws IOException {
    OneRun first = cut();
    OneRun second = new OneRun("second", Optional.of(LIMIT.minusSeconds(1)));
    Prepared found = second.prepare();
    assertThat(found.found()).isTrue();
    assertThat(found.planned()).isEqualTo(EPOCHS);
    assertThat(found.curve().points()).hasSize(2);
    assertThat(second.said).isEmpty();
    // and means it from then on
    assertThat(second.allowed.of("network").cuts()).isEqualTo(first.allowed.of("network").cuts());
    assertThat(second.prepare().file()).isEqualTo(found.file());
  }

  @Test
  void aRunWithMoreTimeOrWithoutALimitTrainsItsOwn() {
    cut();
    assertThat(new OneRun("longer", Optional.of(LIMIT.plusSeconds(1))).prepare().curve().points())
        .hasSize(EPOCHS);
    assertThat(new OneRun("open", Optional.empty()).prepare().found()).isTrue();
  }

  @Test
  void aRunThatHasTimeForAllOfItIsNotCut() {
    OneRun run = new OneRun("run", Optional.of(LIMIT));
    assertThat(run.prepare().curve().points()).hasSize(EPOCHS);
    // what another cuts later is not this run's
    assertThat(run.allowed.of("network").isDecided()).isTrue();
  }

  @Test
  void timeIsKeptForWhatFollowsTheEpochs() {
    TimeAllowed allowed = new OneRun("kept", Optional.of(Duration.ofSeconds(100))).allowed;
    Duration each = Duration.ofSeconds(10);
    assertThat(allowed.of("one").epochs(1, 50, each, 0)).isEqualTo(10);
    assertThat(allowed.of("other").epochs(1, 50, each, 3)).isEqualTo(7);
  }

  @Test
  void whatIsGoneIsMadeAgainAfterTheTimeIsOver() throws IOException {
    OneRun run = cut();
    Prepared made = run.prepare();
    byte[] weights = Files.readAllBytes(made.file());
    Files.delete(made.file());
    run.watch.passed(LIMIT.multipliedBy(2));
    run.allowed = run.allowed.whateverItTakes();
    assertThat(Files.readAllBytes(run.prepare().file())).isEqualTo(weights);
  }

  @Test
  void aRunThatWasCutBeforeGoesOnWithItsOwn() throws Exception {
    OneRun other = new OneRun("other", Optional.of(LIMIT));
    other.allowed.of("network").mean(List.of(new TimeAllowed.Cut(1, 2, LIMIT.toMillis())));
    besides(
        new OneRun("trains", Optional.of(LIMIT)),
        other,
        (trains, second) ->
            assertThat(second.get(20, TimeUnit.SECONDS).curve().points()).hasSize(2));
    assertThat(other.said).startsWith("another run trains the same: this one goes on with its own");
  }

  @Test
  void aLimitThatPassedIsRefusedWithTheFix() {
    OneRun run = new OneRun("late", Optional.of(LIMIT));
    run.watch.passed(LIMIT.plusSeconds(1));
    assertThatThrownBy(run::prepare)
        .isInstanceOf(TimeTooShortException.class)
        .hasMessageMatching(
            "the time limit must leave time for one epoch of the network, got 0 s for what takes"
                + " \\d+ s more; raise the time limit, or do without");
  }

  @Test
  void weightsThatWereGivenStayWhereThereIsNoTimeForAnEpoch() {
    OneRun late = new OneRun("late", Optional.of(LIMIT));
    late.given = true;
    late.watch.passed(LIMIT.plusSeconds(1));

    Prepared kept = late.prepare();

    assertThat(kept.curve().points()).isEmpty();
    assertThat(kept.planned()).isEqualTo(EPOCHS);
    assertThat(late.said).containsExactly("stays as it is after 0 epochs: no time for another");
    assertThat(WeightsFile.load(kept.file()).contentHash())
        .isEqualTo(Initialisation.kaiming(network, 1).contentHash());
    assertThat(late.prepare().found()).isTrue();
    OneRun inTime = new OneRun("in time", Optional.of(LIMIT));
    inTime.given = true;
    assertThat(inTime.prepare().curve().points()).as("nobody else's").hasSize(EPOCHS);
  }

  @Test
  void aCheckpointIsOfUseWhereThereIsNoTimeForAnotherEpoch() {
    OneRun killed = new OneRun("run", Optional.of(LIMIT));
    killed.dieAfter = 2;
    assertThatThrownBy(killed::prepare).hasMessage("killed");
    OneRun resumed = new OneRun("run", Optional.of(LIMIT));
    resumed.watch.passed(LIMIT.plusSeconds(1));

    Prepared kept = resumed.prepare();

    assertThat(kept.curve().points()).hasSize(2);
    assertThat(resumed.said).containsExactly("stays as it is after 2 epochs: no time for another");
    assertThat(resumed.prepare().found()).isTrue();
  }

  private interface Both {
    void during(OneRun trains, Future<Prepared> other) throws Exception;
  }

  private void besides(OneRun trains, OneRun other, Both both) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    trains.goOn = goOn;
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Prepared> first = threads.submit(trains::prepare);
      assertThat(trains.first.await(20, TimeUnit.SECONDS)).isTrue();
      Future<Prepared> second = threads.submit(other::prepare);
      both.during(trains, second);
      goOn.countDown();
      assertThat(first.get(20, TimeUnit.SECONDS).found()).isFalse();
    } finally {
      goOn.countDown();
      threads.shutdown();
    }
  }

  private static Both waits(OneRun other) {
    return (trains, second) -> {
      while (other.said.isEmpty()) {
        Thread.sleep(5);
      }
      trains.goOn.countDown();
      assertThat(second.get(20, TimeUnit.SECONDS).found()).isTrue();
    };
  }

  @Test
  void whoeverHasNoLimitTrainsForAllWhoWait() throws Exception {
    OneRun other = new OneRun("other", Optional.empty());
    besides(new OneRun("trains", Optional.empty()), other, waits(other));
    assertThat(other.said).containsExactly("waits for another run, which trains the same");
  }

  @Test
  void aRunWaitsForOneThatWillBeDoneInItsTime() throws Exception {
    OneRun other = new OneRun("other", Optional.of(LIMIT));
    besides(new OneRun("trains", Optional.of(LIMIT)), other, waits(other));
    assertThat(other.said).containsExactly("waits for another run, which trains the same");
  }

  @Test
  void aRunDoesNotWaitIntoItsDeadlineButTrainsItsOwn() throws Exception {
    OneRun other = new OneRun("other", Optional.of(LIMIT));
    besides(
        new OneRun("trains", Optional.empty()),
        other,
        (trains, second) -> {
          Prepared own = second.get(20, TimeUnit.SECONDS);
          assertThat(own.found()).isFalse();
          assertThat(own.curve().points()).hasSize(EPOCHS);
        });
    assertThat(other.said)
        .startsWith("another run trains the same for longer: this one trains its own")
        // from where the other stood
        .endsWith("epoch 2 of 4", "epoch 3 of 4", "epoch 4 of 4")
        .doesNotContain("epoch 1 of 4");
  }

  @Test
  void aHostThatIsToldItsTimeAnewStillMeansWhatItHasCut() {
    TimeAllowed host = new OneRun("host", Optional.of(LIMIT)).allowed.of("network");
    host.mean(List.of(new TimeAllowed.Cut(2, 3, LIMIT.toMillis())));
    OneRun coordinator = new OneRun("coordinator", Optional.of(LIMIT.multipliedBy(2)));

    host.takeOver(directory.resolve("coordinator.json"));

    assertThat(host.limit()).isEqualTo(coordinator.allowed.limit());
    assertThat(host.cuts()).extracting(TimeAllowed.Cut::epochs).containsExactly(3);
    coordinator.allowed.of("network").mean(List.of());
    host.takeOver(directory.resolve("coordinator.json"));
    assertThat(host.isDecided()).isTrue();
    assertThat(host.cuts()).as("of another host, whose training is the run's").isEmpty();
  }
}
