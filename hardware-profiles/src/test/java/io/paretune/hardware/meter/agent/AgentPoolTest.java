package io.paretune.hardware.meter.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.OtherMachineException;
import io.paretune.hardware.meter.Figures;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several agents behind one profile. */
class AgentPoolTest {
  private static final HardwareProfile PROFILE = HardwareProfiles.named("cpu-1-thread");
  private static final ModelInput INPUT = ModelInput.of(1, 2, 3);

  private final Path model;

  AgentPoolTest(@TempDir Path directory) throws IOException {
    this.model = Files.writeString(directory.resolve("m.onnx"), "a model");
  }

  private static AgentPool pool(Script... agents) {
    return pool(Duration.ofMinutes(1), agents);
  }

  private static AgentPool pool(Duration patience, Script... agents) {
    List<AgentAccess> all =
        Stream.of(agents).map(one -> AgentAccess.to(one.url()).withPatience(patience)).toList();
    ClientLimits limits =
        ClientLimits.defaults().withPauses(Duration.ofMillis(1), Duration.ofMillis(2));
    return new AgentPool(
        PROFILE,
        all,
        KnownMachine.inMemory(),
        new RemoteMeter.Waiting(limits, System::nanoTime, pause -> {}));
  }

  private MeasuredLatency measured(AgentPool pool) {
    return pool.measure(model, INPUT);
  }

  @Test
  void eachAgentMeasuresOneFileAtATimeAndWhoWaitedLongestHasTheNext() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Script.Scene held =
        (exchange, asked) -> {
          both.countDown();
          try {
            assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          Script.answering(0.5, "Board A").play(exchange, asked);
        };
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Script one = new Script(0, held);
        Script two = new Script(0, held)) {
      AgentPool pool = pool(one, two);
      List<Future<MeasuredLatency>> readings = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        readings.add(threads.submit(() -> measured(pool)));
      }
      assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(pool.standings())
          .allSatisfy(agent -> assertThat(agent.state()).isEqualTo(AgentPool.State.MEASURING));
      go.countDown();
      for (Future<MeasuredLatency> reading : readings) {
        assertThat(reading.get()).isEqualTo(Figures.measured(0.5, "Board A"));
      }
      assertThat(one.asked() + two.asked()).isEqualTo(5);
      assertThat(pool.standings().stream().mapToLong(AgentPool.Standing::measured).sum())
          .isEqualTo(5);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anAgentThatDiesInTheMiddleCostsAnAttemptAndTheOthersGoOn() throws IOException {
    try (Script dying = new Script(0, Script.breaking());
        Script other = new Script(0, Script.answering(0.5, "Board A"))) {
      AgentPool pool = pool(dying, other);
      for (int i = 0; i < 4; i++) {
        assertThat(measured(pool).latency().medianMs()).isEqualTo(0.5);
      }
      assertThat(other.asked()).isEqualTo(4);
      assertThat(pool.standings())
          .filteredOn(agent -> agent.url().equals(dying.url().toString()))
          .allSatisfy(agent -> assertThat(agent.lost()).isPositive())
          .extracting(AgentPool.Standing::measured)
          .containsExactly(0L);
    }
  }

  @Test
  void aFileInWhoseMiddleAgentsDieIsGivenUp() throws IOException {
    try (Script one = new Script(0, Script.breaking());
        Script two = new Script(0, Script.breaking())) {
      assertThatThrownBy(() -> measured(pool(one, two)))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining("it was the last of 3 that measured this file");
      assertThat(one.asked() + two.asked()).isEqualTo(3);
    }
  }

  @Test
  void whoRefusesAccessOrFailsLosesNoFileThatAnotherMeasures() throws IOException {
    try (Script locked = new Script(0, Script.refusing(401, "an old token"));
        Script full = new Script(0, Script.refusing(500, "its disk is full"));
        Script good = new Script(0, Script.answering(0.5, "Board A"))) {
      AgentPool pool = pool(locked, full, good);
      for (int i = 0; i < 5; i++) {
        assertThat(measured(pool).latency().medianMs()).isEqualTo(0.5);
      }
      assertThat(locked.asked() + full.asked()).isPositive();
      assertThat(pool.standings())
          .extracting(AgentPool.Standing::measured)
          .containsExactlyInAnyOrder(0L, 0L, 5L);
    }
  }

  @Test
  void aFileThatAllRefuseIsGivenUp() throws IOException {
    try (Script locked = new Script(0, Script.refusing(401, "an old token"));
        Script full = new Script(0, Script.refusing(500, "its disk is full"))) {
      assertThatThrownBy(() -> measured(pool(locked, full))).isInstanceOf(HardwareException.class);
      assertThat(locked.asked()).isEqualTo(1);
      assertThat(full.asked()).isEqualTo(1);
    }
  }

  @Test
  void aModelThatIsRefusedIsShownToOneAlone() throws IOException {
    try (Script one = new Script(0, Script.refusing(422, "no such operator"));
        Script two = new Script(0, Script.refusing(422, "no such operator"))) {
      assertThatThrownBy(() -> measured(pool(one, two)))
          .isInstanceOf(ModelRefusedException.class)
          .hasMessageContaining("no such operator");
      assertThat(one.asked() + two.asked()).isEqualTo(1);
    }
  }

  @Test
  void anotherMachineIsNotAskedAgain() throws IOException {
    try (Script one = new Script(0, Script.answering(0.5, "Board A"));
        Script two = new Script(0, Script.answering(0.7, "Board B"))) {
      AgentPool pool = pool(one, two);
      double first = measured(pool).latency().medianMs();
      for (int i = 0; i < 4; i++) {
        assertThat(measured(pool).latency().medianMs()).isEqualTo(first);
      }
      assertThat(pool.standings())
          .extracting(AgentPool.Standing::state, AgentPool.Standing::measured)
          .containsExactlyInAnyOrder(
              tuple(AgentPool.State.FREE, 5L), tuple(AgentPool.State.REFUSED, 0L));
    }
  }

  @Test
  void agentsThatAreAwayAreWaitedForAsLongAsPatienceSays() throws IOException {
    Script one = new Script(0, Script.breaking());
    Script two = new Script(0, Script.breaking());
    one.close();
    two.close();
    assertThatThrownBy(() -> measured(pool(Duration.ofMillis(300), one, two)))
        .isInstanceOf(HardwareException.class)
        .hasMessageStartingWith("none of the profile's 2 agents measured anything for 0 s")
        .message()
        .hasLineCount(1);
  }

  @Test
  void agentsOfDifferentMachinesAreNoPool() throws IOException {
    try (Script one = new Script(0, "Board A");
        Script two = new Script(0, "Board B")) {
      assertThatThrownBy(
              () ->
                  AgentDescriptions.of(
                      List.of(AgentAccess.to(one.url()), AgentAccess.to(two.url()))))
          .isInstanceOf(OtherMachineException.class)
          .hasMessageContaining(two.url() + " is another machine than that at " + one.url())
          .hasMessageContaining("Board A -> Board B")
          .message()
          .hasLineCount(1);
    }
  }

  @Test
  void whoDoesNotAnswerIsLeftOutIfAnotherDoes() throws IOException {
    Script gone = new Script(0, "Board B");
    gone.close();
    try (Script one = new Script(0, "Board A")) {
      AgentAccess there = AgentAccess.to(one.url());
      List<AgentAccess> both = List.of(AgentAccess.to(gone.url()), there);
      assertThat(AgentDescriptions.of(both).first()).isEqualTo(there);
    }
  }
}
