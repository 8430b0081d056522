package io.paretune.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.coordinator.RunListener;
import io.paretune.experiments.network.exchange.ExchangeLimits;
import io.paretune.experiments.network.wire.FromHost;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand broken messages: the coordinator stays up, and stores nothing of them. */
@Timeout(180)
class HostileWorkersTest {
  private static final int STRANGERS = 1000;
  private static final int MESSAGES = 9000;
  private static final int TRIALS = 40;
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Path directory;
  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20261130);

  HostileWorkersTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void brokenMessagesOfStrangersAndOfWorkersStoreNothing() throws Exception {
    WorkerSettings patient =
        new WorkerSettings(
            1, 1, 64, Duration.ofMinutes(2), 100, 1_000_000, 4096, Duration.ofSeconds(1));
    try (H2TrialStore store = H2TrialStore.open(directory.resolve("study"));
        Loopback net = new Loopback(directory, Loopback.BRIEF, Optional.empty())) {
      Study<Assignment> study =
          Study.of(SearchSpace.builder().whole("n", 0, 1_000_000).build())
              .name("hostile")
              .maximize("gain")
              .store(store)
              .start();
      CompletableFuture<Ending> ending =
          net.running(net.coordinator(study, patient, RunListener.silent()), Budget.trials(TRIALS));

      asWorkers(net.port());
      asStrangers(net.port());
      net.begin(
          net.host(
              2,
              Loopback.evaluating(
                  (trial, assignment, channel) -> Loopback.gain(trueGain(assignment)))));

      assertThat(ending.get(120, TimeUnit.SECONDS)).isEqualTo(Ending.TRIALS_DONE);
      assertThat(store.find("hostile").orElseThrow().trials()).hasSize(TRIALS);
      for (Trial trial : store.find("hostile").orElseThrow().trials()) {
        assertThat(trial.state()).as(trial.reason()).isEqualTo(TrialState.COMPLETE);
        assertThat(trial.measurement().orElseThrow().metric("gain"))
            .isEqualTo(trueGain(trial.assignment().asMap()));
        assertThat(trial.reports()).isEmpty();
      }
    }
  }

  private static double trueGain(Map<String, Object> assignment) {
    return ((Number) assignment.getOrDefault("n", 0)).doubleValue() + 0.5;
  }

  /** Whoever connects and does not know what to say. */
  private void asStrangers(int port) throws IOException {
    for (int i = 0; i < STRANGERS; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        OutputStream out = socket.getOutputStream();
        switch (random.nextInt(5)) {
          case 0 -> {
            byte[] bytes = new byte[random.nextInt(1, 3000)];
            random.nextBytes(bytes);
            out.write(bytes);
          }
          case 1 -> out.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          case 2 -> out.write(new byte[100_000]);
          case 3 ->
              out.write(
                  (mutated(JSON.writeValueAsString(RawWorker.hello("", "", 0))) + "\n")
                      .getBytes(StandardCharsets.UTF_8));
          default -> out.write((valid(1, "x") + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
      } catch (IOException cut) {
        // that is the answer
      }
    }
  }

  /** Whoever was let in, was given a trial, and says what is no word of it. */
  private void asWorkers(int port) throws IOException {
    int sent = 0;
    while (sent < MESSAGES) {
      try (RawWorker worker = RawWorker.connect(port)) {
        ToHost.Told trial = worker.firstTrial();
        assertThat(trial.attempt()).isNotEmpty();
        long next = worker.said();
        for (int i = 0; i < 500 && sent < MESSAGES; i++, sent++) {
          // some with the next number, most with any: a gap ends the connection
          boolean counted = random.nextInt(200) > 0;
          String line = valid(counted ? ++next : random.nextLong(-5, 50), "not-the-attempt");
          worker.line(random.nextInt(100) > 0 ? line : mutated(line));
        }
        worker.alive();
      } catch (IOException cut) {
        // comes again, as another
      }
    }
  }

  /** A message that is well formed, but of no evaluation that goes on. */
  private String valid(long number, String attempt) throws IOException {
    long trial = random.nextLong(-1, TRIALS);
    FromWorker message =
        switch (random.nextInt(7)) {
          case 0 -> new FromWorker.Reported(trial, random.nextInt(), random.nextDouble());
          case 1 -> new FromWorker.Declared(trial, Map.of("gain", Double.NaN));
          case 2 -> new FromWorker.Measured(trial, Map.of("gain", 1e300), Map.of());
          case 3 -> new FromWorker.Pruned(trial, "x".repeat(random.nextInt(2000)));
          case 4 -> new FromWorker.Failed(trial, "no");
          case 5 -> new FromWorker.Found(trial, Map.of());
          default -> new FromWorker.Unable(trial, "disk full");
        };
    return JSON.writeValueAsString(new FromHost.Said(number, 0, attempt, message));
  }

  private String mutated(String line) {
    int at = random.nextInt(line.length());
    return switch (random.nextInt(6)) {
      case 0 -> line.substring(0, at);
      case 1 -> line.substring(0, at) + line.substring(at + 1);
      case 2 -> line.substring(0, at) + (char) random.nextInt(32, 0x2fff) + line.substring(at);
      case 3 -> line.substring(0, at) + line;
      case 4 -> "[".repeat(5000);
      default -> line.replace("number\":", "number\":1" + "0".repeat(random.nextInt(2000)));
    };
  }

  @Test
  void connectionsThatTrickleAreEndedInTime() throws IOException {
    ExchangeLimits short1 =
        new ExchangeLimits(
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            4);
    try (Loopback net = new Loopback(directory, short1, Optional.empty());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), net.port())) {
      List<Integer> bytes = List.of((int) '{', (int) '"');
      boolean cut = false;
      long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!cut && System.nanoTime() < until) {
        try {
          slow.getOutputStream().write(bytes.get(0));
          Thread.sleep(50);
        } catch (IOException ended) {
          cut = true;
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      }
      assertThat(cut).isTrue();
    }
  }

  @Test
  void moreWorkersThanThereMayBeAreToldToComeLater() throws IOException {
    ExchangeLimits few =
        new ExchangeLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            1);
    try (Loopback net = new Loopback(directory, few, Optional.empty());
        RawWorker one = RawWorker.connect(net.port());
        RawWorker two = RawWorker.connect(net.port())) {
      assertThat(one.answer()).isInstanceOf(ToHost.Welcome.class);
      assertThat(two.answer())
          .isEqualTo(
              new ToHost.Refused(
                  "the coordinator has 1 workers already", ToHost.Refused.Kind.LATER));
    }
  }
}
