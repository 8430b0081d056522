package io.paretune.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.network.host.Departure;
import io.paretune.experiments.network.transfer.Area;
import io.paretune.experiments.network.transfer.InputScan;
import io.paretune.experiments.network.transfer.InputSet;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.EvaluationService;
import io.paretune.hardware.profile.TokenSource;
import io.paretune.results.artifact.ArtifactReference;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FilesTravelTest {
  private static final String TEACHER = "teacher-0123456789abcdef01234567";
  private final Path directory;
  private final Path base;

  FilesTravelTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.base = Files.createDirectories(directory.resolve("base"));
  }

  private Path write(String name, byte[] content) throws IOException {
    Path file = base.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private Path write(String name, String content) throws IOException {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static Study<Assignment> study() {
    return Study.of(SearchSpace.builder().whole("n", 0, 1_000_000).build())
        .maximize("gain")
        .start();
  }

  @Test
  void whatAnExperimentNamesIsFound() throws IOException {
    write("images/a/1.png", "1");
    write("images/b/2.png", "2");
    write("pi.yaml", "name: pi\nagent: {url: 'https://x:1', token-file: secret}\n");
    write("secret", "s");
    write("lib/model.py", "m");
    write("train.py", "t");
    write("python3", "never");
    write("unnamed", "never");
    Path outside = Files.writeString(directory.resolve("table.csv"), "a,b\n");
    write(
        "experiment.yaml",
        """
        name: unnamed
        data: {format: csv, train: %s, extra: [images, digits]}
        hardware: pi.yaml
        command: {run: [python3, train.py, "{n}"], files: [lib]}
        space: {x: [unnamed]}
        """
            .formatted(outside));

    InputSet found = InputScan.of(ExperimentFile.read(base.resolve("experiment.yaml")));

    assertThat(found.files())
        .extracting(InputSet.InputFile::place)
        .containsExactlyInAnyOrder(
            ".outside" + outside,
            "images/a/1.png",
            "images/b/2.png",
            "pi.yaml",
            "secret",
            "lib/model.py",
            "train.py");
    assertThat(found.outside())
        .containsExactly(Map.entry(outside.toString(), ".outside" + outside));
  }

  /** Reads an input, leaves an artifact, a file of the trial, and a teacher if there is none. */
  private static EvaluationService.Factory busy() {
    return (setup, channel) ->
        new EvaluationService() {
          @Override
          public Outcome evaluate(long trial, Map<String, Object> assignment, TrialChannel channel)
              throws IOException {
            RunDirectory run = new RunDirectory(Path.of(setup.directories().run()));
            long length = Files.size(Path.of(setup.experiment().base()).resolve("data/big.bin"));
            ArtifactReference kept =
                run.artifacts().put(("network " + trial).getBytes(StandardCharsets.UTF_8), ".onnx");
            Path left = run.trials().resolve(Long.toString(trial)).resolve("log.txt");
            Files.createDirectories(left.getParent());
            Files.writeString(left, "of trial " + trial);
            boolean taught = Files.exists(run.shared().resolve(TEACHER + ".logits"));
            if (!taught) {
              Files.createDirectories(run.shared());
              Files.writeString(run.shared().resolve(TEACHER + ".weights"), "weights");
              Files.writeString(run.shared().resolve(TEACHER + ".logits"), "0.5");
            }
            return new Outcome.Measured(
                new Measurement(
                    Map.of("gain", (double) length),
                    Map.of("artifact", kept.hash(), "taught", Boolean.toString(taught))));
          }

          @Override
          public void close() {
            // nothing is open
          }
        };
  }

  @Test
  void inputsGoOutOnceAHostAndWhatTrialsLeaveComesBackThroughConnectionsThatBreak()
      throws Exception {
    byte[] big = new byte[3_000_000];
    RandomGeneratorFactory.of("L64X128MixRandom").create(3).nextBytes(big);
    write("data/big.bin", big);
    write("experiment.yaml", "name: e\ndata: data\n");
    try (Loopback net = new Loopback(directory, Loopback.QUICK, Optional.empty());
        ShakyProxy proxy =
            new ShakyProxy(net.port(), 8, new ShakyProxy.Fate(350_000, 900_000, 0))) {
      net.begin(
          net.host(
              2, busy(), net.coordinates(proxy.port(), Loopback.BUILD, new TokenSource.None())));
      Study<Assignment> study = study();

      assertThat(net.coordinator(study).run(Budget.trials(4))).isEqualTo(Ending.TRIALS_DONE);

      assertThat(proxy.cuts()).isPositive();
      for (Trial trial : study.trials()) {
        Measurement measured = trial.measurement().orElseThrow();
        assertThat(measured.metric("gain")).isEqualTo(big.length);
        assertThat(net.run().artifacts().verified(measured.artifact()))
            .hasContent("network " + trial.number());
        assertThat(net.run().trials().resolve(trial.number() + "/log.txt"))
            .hasContent("of trial " + trial.number());
      }
      assertThat(net.run().shared().resolve(TEACHER + ".weights")).hasContent("weights");
      assertThat(net.run().incoming()).isEmptyDirectory();
      try (Stream<Path> files = Files.walk(directory.resolve("host-0").resolve("files"))) {
        List<Path> blobs =
            files
                .filter(Files::isRegularFile)
                .filter(file -> !file.toString().endsWith(".lock"))
                .toList();
        assertThat(blobs).singleElement().satisfies(blob -> assertThat(blob).hasBinaryContent(big));
      }
    }
  }

  @Test
  void whatATrialSpoilsIsBroughtAnewForTheNext() throws Exception {
    write("data/big.bin", "big");
    write("experiment.yaml", "name: e\ndata: data\n");
    List<String> seen = new ArrayList<>();
    EvaluationService.Factory spoiling =
        (setup, channel) -> {
          Path given = Path.of(setup.experiment().base()).resolve("data/big.bin");
          seen.add(Files.readString(given) + Files.getPosixFilePermissions(given));
          // as no program should, and only the superuser's can without asking for leave
          given.toFile().setWritable(true);
          Files.writeString(given, "bad");
          return busy().open(setup, channel);
        };
    for (int host = 0; host < 2; host++) {
      try (Loopback net = new Loopback(directory)) {
        net.begin(net.host(1, spoiling));
        net.coordinator(study()).run(Budget.trials(1));
      }
    }
    assertThat(seen)
        .hasSize(2)
        .allMatch(one -> one.startsWith("big") && !one.contains("WRITE"), "whole and read-only");
  }

  @Test
  void aTeacherOfOneHostSparesAnotherThatComesLater() throws Exception {
    write("data/big.bin", "x");
    write("experiment.yaml", "name: e\ndata: data\n");
    try (Loopback net = new Loopback(directory)) {
      Study<Assignment> study = study();
      var first = net.host(1, busy());
      net.begin(first);
      net.coordinator(study).run(Budget.trials(1));
      first.close();
      net.begin(net.host(1, busy()));
      net.coordinator(study).run(Budget.trials(2));

      assertThat(study.trials())
          .extracting(trial -> trial.measurement().orElseThrow().provenance().get("taught"))
          .containsExactly("false", "true");
    }
  }

  @Test
  void aPathOutsideIsUsedInPlaceIfItIsTheSameAndRefusedIfNot() throws Exception {
    Path outside = Files.writeString(directory.resolve("table.csv"), "a,b\n");
    write("experiment.yaml", "name: e\ndata: " + outside + "\n");
    try (Loopback net = new Loopback(directory)) {
      // as another machine has it, with other content at the same place
      Files.writeString(outside, "c,d\n");
      CompletableFuture<Departure> departure =
          net.working(
              net.host(1, Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(1))));
      CompletableFuture<Ending> ending = net.running(net.coordinator(study()), Budget.trials(1));

      assertThat(departure.get(60, TimeUnit.SECONDS).reason())
          .isEqualTo(
              "the data at %1$s are others than the study's: %1$s has other content; bring the same, or move them away so that they are sent"
                  .formatted(outside));

      Files.writeString(outside, "a,b\n");
      net.begin(net.host(1, Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(1))));
      assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(Ending.TRIALS_DONE);
      assertThat(directory.resolve("host-1").resolve("files")).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "1/../../x", "1/./x", "1", "1//x", "/1/x", "1/x/", "1/\u0000", "a/x"})
  void noNameLeadsOutOfADirectory(String name) {
    assertThat(Area.TRIAL.accepts(name)).isFalse();
    assertThat(Area.ARTIFACT.accepts(name)).isFalse();
    assertThat(Area.SHARED.accepts(name)).isFalse();
  }
}
