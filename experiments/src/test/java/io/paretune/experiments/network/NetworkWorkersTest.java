package io.paretune.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.experiments.coordinator.Coordinator;
import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.measuring.QueueState;
import io.paretune.experiments.network.exchange.ExchangeLimits;
import io.paretune.experiments.network.exchange.NetworkWorkers;
import io.paretune.experiments.network.host.Departure;
import io.paretune.experiments.network.wire.Build;
import io.paretune.experiments.worker.EvaluatorUnavailableException;
import io.paretune.hardware.meter.agent.AgentPool;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.profile.TokenSource;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NetworkWorkersTest {
  private static final SearchSpace SPACE = SearchSpace.builder().whole("n", 0, 1_000_000).build();
  private final Path directory;

  NetworkWorkersTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static Study<Assignment> study() {
    return Study.of(SPACE).maximize("gain").seed(5).start();
  }

  private static double n(Map<String, Object> assignment) {
    return ((Number) assignment.getOrDefault("n", 0)).doubleValue();
  }

  @Test
  void trialsAreEvaluatedByAsManyWorkersAsComeAndTheyGoWhenTheRunIsOver() throws Exception {
    try (Loopback net = new Loopback(directory, Loopback.QUICK, Optional.empty())) {
      CountDownLatch together = new CountDownLatch(4);
      var host =
          net.host(
              4,
              Loopback.evaluating(
                  (trial, assignment, channel) -> {
                    // each of the first four waits for the others: all four are at work at once
                    together.countDown();
                    assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
                    return Loopback.gain(n(assignment));
                  }));
      CompletableFuture<Departure> departure = net.working(host);
      Study<Assignment> study = study();

      Ending ending = net.coordinator(study).run(Budget.trials(25));
      net.workers().over("done");

      assertThat(ending).isEqualTo(Ending.TRIALS_DONE);
      assertThat(study.trials()).hasSize(25);
      for (Trial trial : study.trials()) {
        assertThat(trial.state()).isEqualTo(TrialState.COMPLETE);
        assertThat(trial.measurement().orElseThrow().metric("gain"))
            .isEqualTo(n(trial.assignment().asMap()));
      }
      assertThat(departure.get(20, TimeUnit.SECONDS))
          .isEqualTo(new Departure(Departure.Kind.OVER, "done"));
      assertThat(net.workers().hosts().rows())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.host()).isEqualTo("host-0");
                assertThat(row.trials()).isEqualTo(25);
                assertThat(row.failures()).isZero();
              });
    }
  }

  @Test
  void reportsAreJudgedWhileTheTrialRuns() {
    try (Loopback net = new Loopback(directory)) {
      net.begin(
          net.host(
              1,
              Loopback.evaluating(
                  (trial, assignment, channel) -> {
                    for (int step = 1; step <= 10; step++) {
                      if (channel.report(step, step) instanceof Verdict.Prune prune) {
                        return new Outcome.Pruned(prune.reason());
                      }
                    }
                    return Loopback.gain(1);
                  })));
      Study<Assignment> study =
          Study.of(SPACE)
              .maximize("gain")
              .pruner(
                  (view, trial) ->
                      trial.reports().size() == 3 ? Verdict.prune("enough") : Verdict.keep())
              .start();

      net.coordinator(study).run(Budget.trials(2));

      for (Trial trial : study.trials()) {
        assertThat(trial.state()).isEqualTo(TrialState.PRUNED);
        assertThat(trial.reason()).isEqualTo("enough");
        assertThat(trial.reports()).hasSize(3);
      }
    }
  }

  @Test
  void workersComeAndGoWhileTheRunGoesOn() throws Exception {
    try (Loopback net = new Loopback(directory, Loopback.QUICK, Optional.empty())) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch never = new CountDownLatch(1);
      var leaving =
          net.host(
              1,
              Loopback.evaluating(
                  (trial, assignment, channel) -> {
                    begun.countDown();
                    never.await();
                    return Loopback.gain(0);
                  }));
      CompletableFuture<Departure> left = net.working(leaving);
      Study<Assignment> study = study();
      Coordinator coordinator = net.coordinator(study);
      CompletableFuture<Ending> ending = net.running(coordinator, Budget.trials(3));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

      leaving.close();
      net.begin(net.host(1, Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(1))));

      assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(Ending.TRIALS_DONE);
      assertThat(left.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Departure.Kind.CLOSED);
      assertThat(study.trials().get(0).attempts()).isEqualTo(2);
      assertThat(study.trials()).allMatch(trial -> trial.state() == TrialState.COMPLETE);
    }
  }

  @Test
  void aCoordinatorThatGoesAwayIsWaitedForAndFoundAgain() throws Exception {
    try (Loopback net = new Loopback(directory, Loopback.QUICK, Optional.empty())) {
      CompletableFuture<Departure> departure =
          net.working(
              net.host(
                  2,
                  Loopback.evaluating(
                      (trial, assignment, channel) -> Loopback.gain((double) trial))));
      Study<Assignment> study = study();
      net.coordinator(study).run(Budget.trials(5));

      net.replaceCoordinator(Loopback.QUICK);
      net.coordinator(study).run(Budget.trials(10));
      net.workers().over("done");

      assertThat(study.trials()).hasSize(10);
      assertThat(study.trials()).allMatch(trial -> trial.attempts() == 1);
      assertThat(departure.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Departure.Kind.OVER);
    }
  }

  @Test
  void whoDoesNotFitIsRefusedInOneLine() throws Exception {
    String token = "a-token-of-the-coordinator";
    Path right = Files.writeString(directory.resolve("right"), token);
    Path wrong = Files.writeString(directory.resolve("wrong"), "another-token-entirely");
    try (Loopback net = new Loopback(directory, ExchangeLimits.defaults(), Optional.of(token))) {
      assertThat(departure(net, Loopback.BUILD, new TokenSource.InFile(wrong)))
          .isEqualTo(refused("the token is not the coordinator's"));
      assertThat(departure(net, Loopback.BUILD, new TokenSource.None()))
          .isEqualTo(refused("a token is needed: give --token-file"));
      assertThat(
              departure(
                  net, new Build("1.2.2", Loopback.BUILD.plugins()), new TokenSource.InFile(right)))
          .isEqualTo(
              refused(
                  "the coordinator is Paretune 1.2.3, this worker 1.2.2; use the same version on"
                      + " both"));
      assertThat(departure(net, new Build("1.2.3", Map.of()), new TokenSource.InFile(right)))
          .isEqualTo(
              refused(
                  "plug-in a.jar differs: the coordinator has a 1 (abc): sampler x, this worker"
                      + " none; put the same plug-ins on both class paths"));
      assertThat(net.workers().hosts().rows()).isEmpty();
      assertThat(net.said()).hasSize(4).allMatch(line -> line.startsWith("refused "));
    }
  }

  private static Departure refused(String reason) {
    return new Departure(Departure.Kind.REFUSED, reason);
  }

  private static Departure departure(Loopback net, Build build, TokenSource token)
      throws Exception {
    return net.working(
            net.host(
                1,
                Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(0)),
                net.coordinates(net.port(), build, token)))
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void aHostWhereNothingCanBeSetUpIsToldSoAndTheRunGoesOn() throws Exception {
    try (Loopback net = new Loopback(directory)) {
      CompletableFuture<Departure> unfit =
          net.working(
              net.host(
                  1,
                  (setup, thread) -> {
                    throw new IllegalStateException("its trials learned from other data");
                  }));
      Study<Assignment> study = study();
      CompletableFuture<Ending> ending = net.running(net.coordinator(study), Budget.trials(3));

      assertThat(unfit.get(30, TimeUnit.SECONDS))
          .isEqualTo(refused("it cannot be set up: its trials learned from other data"));

      net.begin(net.host(1, Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(1))));
      assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(Ending.TRIALS_DONE);
      assertThat(study.trials()).allMatch(trial -> trial.attempts() == 1);
    }
  }

  @Test
  void aHostThatCanEvaluateNoMoreLeavesAndTheRunGoesOn() throws Exception {
    try (Loopback net = new Loopback(directory)) {
      CompletableFuture<Departure> full =
          net.working(
              net.host(
                  1,
                  Loopback.evaluating(
                      (trial, assignment, channel) -> {
                        throw new EvaluatorUnavailableException(
                            "no space left", new IOException("full"));
                      })));
      Study<Assignment> study = study();
      CompletableFuture<Ending> ending = net.running(net.coordinator(study), Budget.trials(3));

      assertThat(full.get(30, TimeUnit.SECONDS))
          .isEqualTo(refused("no trial can be evaluated here any more: no space left"));
      net.begin(net.host(1, Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(1))));
      assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(Ending.TRIALS_DONE);
      assertThat(study.trials().get(0).attempts()).isEqualTo(2);
    }
  }

  @Test
  void aFiniteSpaceEndsWhenEverythingWasTriedHoweverManyWorkersWait() throws Exception {
    try (Loopback net = new Loopback(directory)) {
      net.begin(net.host(3, Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(1))));
      Study<Assignment> study =
          Study.of(SearchSpace.builder().choice("c", "a", "b", "c").build())
              .maximize("gain")
              .start();

      assertThat(net.running(net.coordinator(study), Budget.trials(50)).get(60, TimeUnit.SECONDS))
          .isEqualTo(Ending.SPACE_EXHAUSTED);
      assertThat(study.trials()).hasSize(3);
    }
  }

  private static HttpResponse<String> metrics(Loopback net, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + net.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whoeverWatchesMachinesReadsWhatHostsDo() throws Exception {
    try (Loopback net = new Loopback(directory)) {
      net.begin(
          net.host(
              1,
              Loopback.evaluating(
                  (trial, assignment, channel) -> {
                    if (trial == 1) {
                      throw new IllegalStateException("bad luck");
                    }
                    return Loopback.gain(1);
                  })));
      net.coordinator(study()).run(Budget.trials(3));

      AgentPool.Standing agent =
          new AgentPool.Standing("http://board", AgentPool.State.MEASURING, 7, 0);
      new QueueState(3, Instant.now().minusMillis(4500).toEpochMilli(), 1, List.of(agent))
          .write(net.run().measuring());
      HttpResponse<String> answer = metrics(net, "/metrics");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type").orElse(""))
          .startsWith("application/openmetrics-text; version=1.0.0");
      assertThat(
              answer
                  .body()
                  .replaceAll("wait_seconds [4-9]\\.\\d+", "wait_seconds SPAN")
                  .replaceAll("seconds_total(.*) \\d+\\.\\d+", "seconds_total$1 SPAN"))
          .isEqualTo(
              """
              # TYPE paretune_workers gauge
              # HELP paretune_workers Workers with a place.
              paretune_workers{host="host-0"} 0
              # TYPE paretune_workers_waiting gauge
              # HELP paretune_workers_waiting Workers without a place.
              paretune_workers_waiting{host="host-0"} 1
              # TYPE paretune_evaluations counter
              # HELP paretune_evaluations Evaluations that ended.
              paretune_evaluations_total{host="host-0"} 3
              # TYPE paretune_failures counter
              # HELP paretune_failures Evaluations that failed, and workers that were lost.
              paretune_failures_total{host="host-0"} 1
              # TYPE paretune_worker_seconds counter
              # HELP paretune_worker_seconds Time that workers were there.
              paretune_worker_seconds_total{host="host-0"} SPAN
              # TYPE paretune_busy_seconds counter
              # HELP paretune_busy_seconds Time that workers evaluated.
              paretune_busy_seconds_total{host="host-0"} SPAN
              # TYPE paretune_measuring_waiting gauge
              # HELP paretune_measuring_waiting Trials that no agent measures yet.
              paretune_measuring_waiting 3
              # TYPE paretune_measuring_wait_seconds gauge
              # HELP paretune_measuring_wait_seconds How long the first has waited.
              paretune_measuring_wait_seconds SPAN
              # TYPE paretune_measured counter
              # HELP paretune_measured Files that an agent measured.
              paretune_measured_total{agent="http://board"} 7
              # EOF
              """);
      assertThat(metrics(net, "/").statusCode()).isEqualTo(404);
      assertThat(metrics(net, "/metrics", "Origin", "http://evil").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void metricsNeedTheTokenToo() throws Exception {
    String token = "a-token-of-the-coordinator";
    try (Loopback net = new Loopback(directory, ExchangeLimits.defaults(), Optional.of(token))) {
      assertThat(metrics(net, "/metrics").statusCode()).isEqualTo(401);
      assertThat(metrics(net, "/metrics", "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void anAddressThatIsTakenIsRefused() {
    try (Loopback net = new Loopback(directory)) {
      AgentSettings same =
          AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), net.port()));
      assertThatThrownBy(
              () ->
                  NetworkWorkers.bind(same, Loopback.BUILD, ExchangeLimits.defaults(), line -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(":" + net.port());
    }
  }

  @Test
  void whatHostsDidIsKeptInAFile() throws IOException, InterruptedException {
    try (Loopback net = new Loopback(directory, Loopback.QUICK, Optional.empty())) {
      net.begin(
          net.host(
              2,
              Loopback.evaluating(
                  (trial, assignment, channel) -> {
                    if (trial == 1) {
                      throw new IllegalStateException("bad luck");
                    }
                    return Loopback.gain(1);
                  })));
      net.coordinator(study()).run(Budget.trials(6));
      Path file = net.run().hosts();
      long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!(Files.exists(file) && Files.readString(file).contains("\"trials\":6"))
          && System.nanoTime() < until) {
        Thread.sleep(20);
      }
      assertThat(Files.readString(file)).contains("\"trials\":6,\"failures\":1");
    }
  }
}
