package io.paretune.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.hardware.profile.TokenSource;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that break, and messages that come late, twice or out of place. */
@Timeout(120)
class ConversationTest {
  private final Path directory;

  ConversationTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static Study<Assignment> study() {
    return Study.of(SearchSpace.builder().whole("n", 0, 1_000_000).build())
        .maximize("gain")
        .seed(9)
        .start();
  }

  private static FromWorker measured(long trial, double gain) {
    return new FromWorker.Measured(trial, Map.of("gain", gain), Map.of());
  }

  @Test
  void connectionsThatAreCutLoseNothingAndTellNothingTwice() throws Exception {
    try (Loopback net = new Loopback(directory, Loopback.QUICK, Optional.empty());
        ShakyProxy proxy = new ShakyProxy(net.port(), 4, new ShakyProxy.Fate(700, 4000, 5))) {
      net.begin(
          net.host(
              3,
              Loopback.evaluating(
                  (trial, assignment, channel) -> {
                    for (int step = 1; step <= 3; step++) {
                      channel.report(step, (double) (step * trial));
                    }
                    return Loopback.gain((double) trial);
                  }),
              net.coordinates(proxy.port(), Loopback.BUILD, new TokenSource.None())));
      Study<Assignment> study = study();

      Ending ending = net.coordinator(study).run(Budget.trials(60));

      assertThat(ending).isEqualTo(Ending.TRIALS_DONE);
      assertThat(proxy.cuts()).isGreaterThan(5);
      assertThat(study.trials()).hasSize(60);
      for (Trial trial : study.trials()) {
        assertThat(trial.state()).as(trial.reason()).isEqualTo(TrialState.COMPLETE);
        assertThat(trial.attempts()).isEqualTo(1);
        assertThat(trial.measurement().orElseThrow().metric("gain"))
            .isEqualTo((double) trial.number());
        assertThat(trial.reports()).hasSize(3);
      }
    }
  }

  @Test
  void aWorkerThatVanishesCostsAnAttemptAndItsLateWordChangesNothing() throws Exception {
    try (Loopback net = new Loopback(directory, Loopback.BRIEF, Optional.empty())) {
      Study<Assignment> study = study();
      CompletableFuture<Ending> ending = net.running(net.coordinator(study), Budget.trials(1));
      String conversation;
      String attempt;
      long heard;
      try (RawWorker vanishing = RawWorker.connect(net.port())) {
        attempt = vanishing.firstTrial().attempt();
        conversation = vanishing.conversation();
        heard = vanishing.heard();
      }
      try (RawWorker other = RawWorker.connect(net.port()).beating()) {
        ToHost.Told again = other.firstTrial();
        assertThat(again.attempt()).isNotEqualTo(attempt);

        try (RawWorker late = RawWorker.connect(net.port(), conversation, heard)) {
          assertThat(late.answer())
              .isEqualTo(new ToHost.Refused("its lease is over", ToHost.Refused.Kind.BEGIN_ANEW));
        }
        // what bears the token of the evaluation that is over, another trial's number or none
        other.say(attempt, measured(0, 1));
        other.say(again.attempt(), measured(1, 2));
        other.say("", measured(0, 3));
        other.say("", new FromWorker.Failed(FromWorker.NO_TRIAL, "no"));
        other.say(again.attempt(), measured(0, 4));
        other.say(other.said(), again.attempt(), measured(0, 5));

        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(Ending.TRIALS_DONE);
      }
      Trial told = study.trials().get(0);
      assertThat(told.state()).isEqualTo(TrialState.COMPLETE);
      assertThat(told.attempts()).isEqualTo(2);
      assertThat(told.measurement().orElseThrow().metric("gain")).isEqualTo(4);
    }
  }

  @Test
  void aCutConversationGoesOnWhereItWas() throws Exception {
    try (Loopback net = new Loopback(directory)) {
      Study<Assignment> study = study();
      CompletableFuture<Ending> ending = net.running(net.coordinator(study), Budget.trials(1));
      String conversation;
      String attempt;
      long heard;
      try (RawWorker first = RawWorker.connect(net.port())) {
        attempt = first.firstTrial().attempt();
        conversation = first.conversation();
        heard = first.heard();
        first.say(attempt, new FromWorker.Reported(0, 1, 0.5));
        assertThat(((ToHost.Told) first.next()).message()).isInstanceOf(ToWorker.Answer.class);
      }
      try (RawWorker second = RawWorker.connect(net.port(), conversation, heard)) {
        // the answer was not said to have been heard, so it comes again; the report is known
        ToHost.Told answer = (ToHost.Told) second.next();
        assertThat(answer.number()).isEqualTo(heard + 1);
        assertThat(answer.message()).isInstanceOf(ToWorker.Answer.class);
        assertThat(second.said()).isEqualTo(2);
        second.say(second.said(), attempt, new FromWorker.Reported(0, 1, 0.75));
        second.say(attempt, measured(0, 1));
        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(Ending.TRIALS_DONE);
      }
      Trial told = study.trials().get(0);
      assertThat(told.attempts()).isEqualTo(1);
      assertThat(told.reports()).singleElement().extracting("value").isEqualTo(0.5);
    }
  }
}
