package io.paretune.hardware.meter.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that go away, come back, are busy, slow, mad, or another: no false figure comes of it. */
class RemoteMeterTest {
  private static final HardwareProfile PROFILE = HardwareProfiles.named("cpu-1-thread");
  private static final ModelInput INPUT = ModelInput.of(1, 2, 3);

  private final Path directory;
  private final Path model;
  private final List<Duration> pauses = new ArrayList<>();
  private long nanos;
  private Runnable meanwhile = () -> {};

  RemoteMeterTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.model = Files.writeString(directory.resolve("m.onnx"), "a model");
  }

  /** A meter whose pauses take no time and are written down. */
  private RemoteMeter meter(AgentAccess access, KnownMachine known, ClientLimits limits) {
    return new RemoteMeter(
        PROFILE,
        access,
        known,
        new RemoteMeter.Waiting(
            limits,
            () -> nanos,
            pause -> {
              pauses.add(pause);
              nanos += pause.toNanos();
              meanwhile.run();
            }));
  }

  private RemoteMeter meter(Script agent) {
    return meter(AgentAccess.to(agent.url()), KnownMachine.inMemory(), ClientLimits.defaults());
  }

  private void fails(RemoteMeter meter, String reason) {
    assertThatThrownBy(() -> meter.measure(model, INPUT))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("the agent at http://127.0.0.1")
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  @Test
  void aBusyAgentIsAskedAgainWhenItWantsToBe() throws IOException {
    Script.Scene busy =
        (exchange, asked) -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          Script.refusing(503, "another measurement is running").play(exchange, asked);
        };
    try (Script agent = new Script(0, busy, busy, busy, Script.answering(0.5, "Board A"))) {
      assertThat(meter(agent).measure(model, INPUT)).isEqualTo(Figures.measured(0.5, "Board A"));
      assertThat(pauses)
          .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7), Duration.ofSeconds(7));
    }
  }

  @Test
  void anAgentThatDiesInTheMiddleAndComesBackIsAskedAgain() throws IOException {
    Script first = new Script(0, Script.breaking());
    int port = first.port();
    List<Script> second = new ArrayList<>();
    meanwhile =
        () -> {
          if (pauses.size() == 1) {
            first.close();
          } else if (pauses.size() == 3) {
            try {
              second.add(new Script(port, Script.answering(0.7, "Board A")));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    RemoteMeter meter = meter(first);
    assertThat(meter.measure(model, INPUT).latency().medianMs()).isEqualTo(0.7);
    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(meter.measure(model, INPUT).latency().medianMs()).isEqualTo(0.7);
    second.forEach(Script::close);
  }

  @Test
  void anAgentThatStaysAwayFailsTheMeasurementWhenPatienceEnds() throws IOException {
    Script gone = new Script(0, Script.breaking());
    gone.close();
    AgentAccess access = AgentAccess.to(gone.url()).withPatience(Duration.ofSeconds(60));
    RemoteMeter meter = meter(access, KnownMachine.inMemory(), ClientLimits.defaults());
    fails(meter, "no connection can be made; it was waited for for 31 s");
    assertThat(pauses).hasSize(5);
    try (Script back = new Script(gone.port(), Script.answering(0.5, "Board A"))) {
      assertThat(meter.measure(model, INPUT).latency().medianMs()).isEqualTo(0.5);
      assertThat(back.asked()).isEqualTo(1);
    }
  }

  @Test
  void nonsenseFailsAtOnce() throws IOException {
    String right = Script.answer(Figures.measured(0.5, "Board A"), "ab".repeat(32));
    try (Script agent =
        new Script(
            0,
            Script.saying("<html>Welcome to my router</html>"),
            Script.saying("{}"),
            Script.saying(right.replace("\"medianMs\":0.5", "\"medianMs\":-1")),
            Script.saying(right))) {
      RemoteMeter meter = meter(agent);
      fails(meter, "its answer makes no sense");
      fails(meter, "its answer makes no sense");
      fails(meter, "medianMs > 0 must hold");
      fails(meter, "its answer is to another question");
      assertThat(agent.asked()).isEqualTo(4);
      assertThat(pauses).isEmpty();
    }
  }

  @Test
  void aHugeAnswerFailsWithoutBeingRead() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    Script.Scene endless =
        (exchange, asked) -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            byte[] block = new byte[1 << 16];
            for (long sent = 0; sent < 1L << 33; sent += block.length) {
              exchange.getResponseBody().write(block);
            }
          } catch (IOException cutOff) {
            cut.countDown();
          }
        };
    try (Script agent = new Script(0, endless)) {
      fails(meter(agent), "larger than 8388608 bytes");
      assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aLateAnswerIsNotWaitedForForEver() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    Script.Scene late =
        (exchange, asked) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
          }
        };
    try (Script agent = new Script(0, late)) {
      AgentAccess access = AgentAccess.to(agent.url()).withPatience(Duration.ofSeconds(2));
      ClientLimits limits = ClientLimits.defaults().withSlack(Duration.ofMillis(300));
      fails(meter(access, KnownMachine.inMemory(), limits), "it did not answer within 300 ms");
      assertThat(agent.asked()).isEqualTo(2);
    } finally {
      end.countDown();
    }
  }

  @Test
  void anotherMachineIsRefusedForThisProcessAndForTheOthersOfTheStudy() throws IOException {
    try (Script agent =
        new Script(
            0,
            Script.answering(0.5, "Board A"),
            Script.answering(0.4, "Board B"),
            Script.answering(0.4, "Board B"),
            Script.answering(0.5, "Board A"))) {
      AgentAccess access = AgentAccess.to(agent.url());
      KnownMachine known = KnownMachine.of(PROFILE.withAgent(access), directory);
      RemoteMeter meter = meter(access, known, ClientLimits.defaults());
      meter.measure(model, INPUT);
      fails(meter, "cpu-model: Board A -> Board B");
      KnownMachine elsewhere = KnownMachine.of(PROFILE.withAgent(access), directory);
      RemoteMeter other = meter(access, elsewhere, ClientLimits.defaults());
      fails(other, "is another machine now");
      assertThat(other.measure(model, INPUT).machine()).isEqualTo(Figures.machine("Board A"));
    }
  }

  @Test
  void aMachineThatTheProfileDoesNotNameIsRefused() throws IOException {
    try (Script agent = new Script(0, Script.answering(0.5, "Board A"))) {
      AgentAccess plain = AgentAccess.to(agent.url());
      AgentAccess access =
          new AgentAccess(
              plain.url(),
              plain.token(),
              plain.protection(),
              Optional.of("0123456789ab"),
              plain.patience());
      fails(
          meter(access, KnownMachine.inMemory(), ClientLimits.defaults()),
          "the profile asks for 0123456789ab");
    }
  }

  @Test
  void refusalsAreToldApart() throws IOException {
    try (Script agent =
        new Script(
            0,
            Script.refusing(422, "ONNX Runtime refuses the model that was sent: broken"),
            Script.refusing(401, "the token is wrong"),
            Script.refusing(400, "this machine cannot do what the profile asks for"),
            Script.refusing(504, "it took longer than the limit of 300 s"),
            (exchange, asked) -> Script.say(exchange, 500, "\u0000<html>"),
            (exchange, asked) -> {
              exchange.getResponseHeaders().set("Location", "http://169.254.169.254/");
              Script.say(exchange, 302, "");
            })) {
      RemoteMeter meter = meter(agent);
      assertThatThrownBy(() -> meter.measure(model, INPUT))
          .isInstanceOf(ModelRefusedException.class)
          .hasMessageContaining("that was sent: broken");
      fails(meter, "refuses access (401): the token is wrong");
      fails(meter, "it answered 400: this machine cannot do");
      fails(meter, "it answered 504: it took longer");
      fails(meter, "it answered 500: no reason given");
      fails(meter, "it answered 302");
      assertThat(pauses).isEmpty();
    }
  }

  @Test
  void aModelThatIsTooLargeIsNotSent() throws IOException {
    Path large = Files.write(directory.resolve("large.onnx"), new byte[(1 << 20) + 1]);
    try (Script agent = new Script(0, Script.answering(0.5, "Board A"))) {
      RemoteMeter meter = meter(agent);
      assertThatThrownBy(() -> meter.measure(large, INPUT))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining("it takes 1048576")
          .hasMessageContaining("--max-mb");
      assertThat(agent.asked()).isZero();
      MeasuredLatency small = meter.measure(model, INPUT);
      assertThat(small.latency().batch()).isEqualTo(1);
    }
  }
}
