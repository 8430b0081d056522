package io.paretune.experiments.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.tracking.Tracked;
import io.paretune.experiments.tracking.Tracker;
import io.paretune.experiments.tracking.TrackerContract;
import io.paretune.experiments.tracking.TrackingSettings.MlflowServer;
import io.paretune.results.artifact.ArtifactStore;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MlflowTrackerTest implements TrackerContract {

  private MlflowStub stub;

  @BeforeEach
  void start() throws IOException {
    stub = new MlflowStub();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Override
  public Tracker tracker(Study<Assignment> study) {
    // with the line end of a file
    return tracker(study, Map.of("MLFLOW_TRACKING_TOKEN", "secret\n"));
  }

  private Tracker tracker(Study<Assignment> study, Map<String, String> environment) {
    return new MlflowTracker(
        new MlflowServer(stub.address(), "vision & more", true),
        study.definition(),
        "5e1f",
        environment,
        Clock.systemUTC());
  }

  @Test
  void aSecretThatCannotBeSentIsRefusedByItsName() {
    for (String name : List.of("MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_PASSWORD")) {
      assertThatThrownBy(() -> tracker(TrackerContract.study(), Map.of(name, "hush\nhush\n")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name)
          .hasMessageNotContaining("hush");
    }
  }

  @Override
  public Map<Long, Seen> seen() {
    Map<Long, Seen> seen = new TreeMap<>();
    stub.runs.values().stream()
        .filter(run -> run.tags.containsKey("mlflow.parentRunId"))
        .forEach(
            run -> {
              List<Report> curve = new ArrayList<>();
              Map<String, Double> metrics = new LinkedHashMap<>();
              run.metrics.forEach(
                  metric -> {
                    String key = metric.path("key").asText();
                    double value = metric.path("value").asDouble();
                    if (key.equals("intermediate")) {
                      curve.add(new Report(metric.path("step").asInt(), value));
                    } else {
                      metrics.put(key, value);
                    }
                  });
              long number = Long.parseLong(run.tags.get("paretune.trial"));
              assertThat(seen).doesNotContainKey(number);
              seen.put(
                  number, new Seen(run.parameters, curve, metrics, !run.status.equals("RUNNING")));
            });
    return seen;
  }

  private MlflowStub.Run run(String id) {
    return Objects.requireNonNull(stub.runs.get(id));
  }

  @Override
  public List<Double> curve() {
    List<Double> curve = new ArrayList<>();
    run("runa0").metrics.stream()
        .filter(metric -> metric.path("key").asText().equals("accuracy"))
        .forEach(metric -> curve.add(metric.path("value").asDouble()));
    return curve;
  }

  private static Tracked.Member member(Trial trial, String hash, Supplier<Path> file) {
    return new Tracked.Member(
        trial, Map.of("test-accuracy", 0.75), Optional.of(new Tracked.Content(hash, file)));
  }

  @Test
  void aFileThatIsMissingOrRefusedHoldsUpNoOther(@TempDir Path directory) throws Exception {
    Study<Assignment> study = TrackerContract.study();
    for (int i = 0; i < 3; i++) {
      TrackerContract.complete(study, TrackerContract.begun(study).number());
    }
    Tracker tracker = tracker(study);
    tracker.take(study.trials());
    tracker.end();
    String none = "a".repeat(64);
    Path small = Files.write(directory.resolve("a.onnx"), new byte[1]);
    Path large = Files.write(directory.resolve("b.onnx"), new byte[stub.largest + 1]);
    tracker.found(
        List.of(
            member(study.trials().get(0), none, () -> ArtifactStore.in(directory).verified(none)),
            member(study.trials().get(1), "bb", () -> large),
            member(study.trials().get(2), "cc", () -> small)));
    assertThat(stub.files).containsOnlyKeys("1/rund3/artifacts/trial-2.onnx");
    assertThat(run("runa0").status).isEqualTo("FINISHED");
    assertThat(tracker.remarks())
        .satisfiesExactly(
            line -> assertThat(line).contains("trial 0 (no artifact aaa"),
            line -> assertThat(line).contains("trial 1 (it answers 413"));
  }

  @Test
  void membersOfTheFrontHaveWhatWasFoundLaterAndTheirFiles(@TempDir Path directory)
      throws Exception {
    Study<Assignment> study = TrackerContract.study();
    TrackerContract.complete(study, TrackerContract.begun(study).number());
    Tracker tracker = tracker(study);
    tracker.take(study.trials());
    Path file = Files.write(directory.resolve("5e1f.onnx"), new byte[] {8, 0, -1});
    List<Tracked.Member> members = List.of(member(study.trials().get(0), "5e1f", () -> file));
    tracker.found(members);
    tracker(study).found(members); // as after resuming
    assertThat(stub.puts).isEqualTo(1);
    tracker.found(List.of(member(study.trials().get(0), "77aa", () -> file)));
    assertThat(stub.puts).isEqualTo(2);
    assertThat(run("runb1").metrics.stream().map(metric -> metric.path("key").asText()))
        .contains("test-accuracy");
    assertThat(stub.files).containsOnlyKeys("1/runb1/artifacts/trial-0.onnx");
    assertThat(stub.files.get("1/runb1/artifacts/trial-0.onnx")).containsExactly(8, 0, -1);

    stub.artifacts = "s3://bucket/%s";
    tracker.found(members);
    assertThat(tracker.remarks())
        .containsExactly(
            tracker.place()
                + " keeps files at s3://bucket/runb1, where only its own clients write: the front's"
                + " were not sent (log: {files: false} says so)");
  }

  @Test
  void theStudyIsARunAndItsTrialsAreBelowIt() throws Exception {
    Study<Assignment> study = TrackerContract.study();
    TrackerContract.complete(study, TrackerContract.begun(study).number());
    Tracker tracker = tracker(study);
    tracker.take(study.trials());
    assertThat(stub.experiments).containsOnlyKeys("vision & more");
    assertThat(run("runa0").tags).containsEntry("paretune.study", "5e1f");
    assertThat(run("runa0").status).isEqualTo("RUNNING");
    assertThat(run("runb1").tags)
        .containsEntry("mlflow.parentRunId", "runa0")
        .containsEntry("paretune.state", "COMPLETE");
    assertThat(run("runb1").status).isEqualTo("FINISHED");
    tracker.end();
    assertThat(run("runa0").status).isEqualTo("FINISHED");
    assertThat(stub.authorizations).containsOnly("Bearer secret");
    assertThat(Objects.requireNonNull(seen().get(0L)).metrics())
        .containsEntry("precision__b_", 0.125);
  }

  @Test
  void whatTheServerHeardButDidNotAnswerIsNotSaidTwice() throws Exception {
    Study<Assignment> study = TrackerContract.study();
    Tracker tracker = tracker(study);
    for (int i = 0; i < 4; i++) {
      TrackerContract.complete(study, TrackerContract.begun(study).number());
    }
    int failures = 0;
    for (boolean done = false; !done; ) {
      // ever one request further; of a client that tries again, by itself or not
      stub.methods.clear();
      stub.unanswered = failures % 2;
      stub.late = 1 - stub.unanswered;
      try {
        tracker.take(study.trials());
        done = stub.unanswered + stub.late == 1 || failures++ > 40;
      } catch (IOException unheard) {
        failures++;
      }
    }
    stub.unanswered = 0;
    stub.late = 0;
    tracker.take(study.trials());
    assertThat(seen()).hasSize(4).allSatisfy((number, shown) -> assertThat(shown.ended()).isTrue());
    assertThat(seen().values()).allMatch(shown -> shown.intermediate().size() == 2);
  }

  @Test
  void aRunThatWasDeletedIsMadeAnewAndARefusedTrialHoldsUpNoOther() throws Exception {
    Study<Assignment> study = TrackerContract.study();
    Trial deleted = TrackerContract.begun(study);
    Tracker tracker = tracker(study);
    tracker.take(study.trials());
    stub.runs.remove("runb1");
    Trial unwanted = TrackerContract.begun(study);
    stub.unwanted = Objects.toString(unwanted.assignment().asMap().get("rate"));
    TrackerContract.complete(study, deleted.number());
    TrackerContract.complete(study, TrackerContract.begun(study).number());
    assertThatThrownBy(() -> tracker.take(study.trials())).hasMessageContaining("no run");
    tracker.take(study.trials());
    assertThat(tracker.remarks())
        .singleElement()
        .asString()
        .contains("does not take trial 1 (it answers 400 INVALID_PARAMETER_VALUE: Unwanted)");
    assertThat(tracker.remarks()).isEmpty();
    assertThat(Objects.requireNonNull(seen().get(0L)).intermediate()).hasSize(2);
    assertThat(Objects.requireNonNull(seen().get(2L)).ended()).isTrue();
    assertThat(curve()).hasSize(2);
    Trial running = TrackerContract.begun(study);
    tracker.take(study.trials());
    stub.runs.clear();
    TrackerContract.complete(study, running.number());
    assertThatThrownBy(() -> tracker.take(study.trials())).hasMessageContaining("no run");
    tracker.take(study.trials());
    assertThat(seen()).containsOnlyKeys(0L, 2L, 3L);
  }

  @Test
  void aRepeatedTrialsValuesAreAllSentWhoeverGoesOn() throws Exception {
    Study<Assignment> study = TrackerContract.study();
    long number = TrackerContract.begun(study).number();
    study.report(number, 2, 0.5);
    tracker(study).take(study.trials());
    study.requeue(number, "its worker died");
    assertThat(study.ask().orElseThrow().number()).isEqualTo(number);
    study.report(number, 1, 0.75);
    tracker(study).take(study.trials());
    study.report(number, 2, 0.875);
    tracker(study).take(study.trials());
    assertThat(Objects.requireNonNull(seen().get(number)).intermediate())
        .containsExactly(
            new Report(1, 0.25), new Report(2, 0.5), new Report(1, 0.75), new Report(2, 0.875));
  }

  @Test
  void aServerThatIsBusySaysSoInALine() {
    Study<Assignment> study = TrackerContract.study();
    Tracker tracker = tracker(study);
    stub.unavailable = 1;
    assertThatThrownBy(() -> tracker.take(study.trials()))
        .hasMessage("it answers 503: <html> busy");
  }

  @Test
  void batchesKeepToTheServersLimits() {
    MlflowBatch batch = new MlflowBatch("r");
    for (int i = 0; i < 1950; i++) {
      batch.metric("m", i, 0, i);
    }
    for (int i = 0; i < 130; i++) {
      batch.parameter("p" + i, "x".repeat(400)).tag("t" + i, "y");
    }
    List<ObjectNode> bodies = batch.bodies();
    assertThat(bodies).extracting(body -> body.path("metrics").size()).containsSequence(1000, 950);
    assertThat(bodies)
        .allMatch(body -> body.path("params").size() <= 100 && body.path("tags").size() <= 100)
        .allMatch(
            body ->
                body.path("metrics").size() + body.path("params").size() + body.path("tags").size()
                    <= 1000);
    assertThat(bodies.stream().mapToInt(body -> body.path("params").size()).sum()).isEqualTo(130);
    assertThat(bodies.stream().mapToInt(body -> body.path("tags").size()).sum()).isEqualTo(130);
    assertThat(new MlflowBatch("r").bodies()).isEmpty();
  }

  @Test
  void namesBecomeWhatTheServerTakesAndStayDifferent() {
    MlflowBatch.Names names = new MlflowBatch.Names();
    assertThat(
            List.of(
                "bits.stem",
                "a/b c-d",
                "p:x",
                "p_x",
                "p?x",
                "../x",
                "..x",
                "/x",
                "a//b",
                "\u00e9",
                ""))
        .extracting(names::of)
        .containsExactly(
            "bits.stem",
            "a/b c-d",
            "p_x",
            "p_x_2",
            "p_x_3",
            "___x",
            "__x",
            "_x",
            "a__b",
            "_",
            "__2");
    assertThat(names.of("p:x")).isEqualTo("p_x");
    assertThat(names.of("n".repeat(300))).hasSize(250);
    assertThat(names.of("n".repeat(301))).hasSize(250).endsWith("_2");
  }
}
