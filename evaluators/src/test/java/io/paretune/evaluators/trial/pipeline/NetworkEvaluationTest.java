package io.paretune.evaluators.trial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.paretune.evaluators.artifact.ArtifactSize;
import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.latency.Timing;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.torchscript.Agreement;
import io.paretune.evaluators.torchscript.TorchInput;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.Distillation;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Real;
import io.paretune.search.space.Tunable;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkEvaluationTest {
  private final Path directory;
  private final NetworkEvaluation evaluation;
  private final Measurement plain;

  NetworkEvaluationTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.evaluation = open(directory, "first", 5);
    this.plain = measured(evaluation.evaluate(3, point(0.0, 32), TrialChannel.silent()));
  }

  @BeforeAll
  void somethingWasMeasured() {
    assertThat(plain.metrics())
        .containsKeys(
            Metric.ACCURACY.name(), Metrics.SIZE, Metrics.PARAMETERS, Metrics.MULTIPLY_ADDS)
        .doesNotContainKey(Metrics.LATENCY);
  }

  @AfterAll
  void close() {
    evaluation.close();
  }

  private static NetworkEvaluation open(Path parent, String name, long seed) throws IOException {
    return open(parent, name, seed, List.of(Deployment.ONNX));
  }

  private static NetworkEvaluation open(
      Path parent, String name, long seed, List<Deployment> formats) throws IOException {
    TrialSpec task = DigitsTask.task(Optional.of(DigitsTask.distillation()));
    return open(parent, name, seed, task.withMeasuring(task.measuring().withArtifacts(formats)));
  }

  private static NetworkEvaluation open(Path parent, String name, long seed, TrialSpec task)
      throws IOException {
    Path files = Files.createDirectories(parent.resolve(name));
    ArtifactSink sink =
        (bytes, suffix) -> {
          try {
            String hash = sha256(bytes);
            return new ArtifactSink.Stored(hash, Files.write(files.resolve(hash), bytes));
          } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
          }
        };
    return NetworkEvaluation.open(
        task.open(),
        seed,
        new Workplace(
            Files.createDirectories(parent.resolve("teachers-" + seed)),
            sink,
            MeasuringLease.in(Files.createDirectories(parent.resolve("lease"))),
            1));
  }

  private static TrialSpec untrainedFirst(TrialSpec spec) {
    return spec.withMeasuring(spec.measuring().withUntrainedFirst(true));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, Object> values(double pruning, long bits, double alpha) {
    Map<String, Object> values = new HashMap<>();
    values.put("width", 16L);
    values.put("depth.stage1", 1L);
    values.put("pruning", pruning);
    values.put("bits.stem", bits);
    values.put("bits.stage1.block0", bits);
    values.put("bits.head", 32L);
    values.put("distillation.temperature", 2.0);
    values.put("distillation.alpha", alpha);
    return values;
  }

  private Assignment point(double pruning, long bits) {
    return evaluation.space().assignment(values(pruning, bits, 0));
  }

  private static Measurement measured(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Measured.class);
    return ((Outcome.Measured) outcome).measurement();
  }

  private static String artifact(Measurement measurement) {
    return measurement.provenance().getOrDefault(Provenance.ARTIFACT, "");
  }

  private Path file(String hash) {
    return directory.resolve("first").resolve(hash);
  }

  /** The accuracy as a user of the file would take it, one image at a time. */
  private static double accuracy(Path file, Split split) {
    int volume = split.examples().shape().volume();
    int correct = 0;
    try (BatchModel model = BatchModel.onnx(file, 1)) {
      for (int i = 0; i < split.size(); i++) {
        float[] image = new float[volume];
        split.copyInput(i, image, 0);
        float[] logits = model.logits(new float[][] {image})[0];
        int best = 0;
        for (int k = 1; k < logits.length; k++) {
          best = logits[k] > logits[best] ? k : best;
        }
        correct += best == ((ClassTargets) split.targets()).at(i) ? 1 : 0;
      }
    }
    return (double) correct / split.size();
  }

  @Test
  void theStoredAccuracyIsExactlyThatOfTheFile() {
    assertThat(plain.metric(Metric.ACCURACY.name()))
        .isEqualTo(accuracy(file(artifact(plain)), DataSets.open(DigitsTask.DATA).validation()));
    assertThat(plain.metric(Metric.ACCURACY.name())).isGreaterThan(0.5);
    assertThat(file(artifact(plain))).hasSize((long) plain.metric(Metrics.SIZE));
  }

  @Test
  void theSameTrialGivesTheSameFileInAnotherWorker() throws IOException {
    try (NetworkEvaluation other = open(directory, "second", 5)) {
      Measurement again = measured(other.evaluate(3, point(0.0, 32), TrialChannel.silent()));
      assertThat(artifact(again)).isEqualTo(artifact(plain));
      assertThat(again.metric(Metric.ACCURACY.name()))
          .isEqualTo(plain.metric(Metric.ACCURACY.name()));
    }
  }

  @Test
  void anotherTrialOfTheSameAssignmentHasItsOwnSeedAndFile() {
    Measurement other = measured(evaluation.evaluate(4, point(0.0, 32), TrialChannel.silent()));
    assertThat(artifact(other)).isNotEqualTo(artifact(plain));
    assertThat(other.provenance().get(Provenance.SEED))
        .isNotEqualTo(plain.provenance().get(Provenance.SEED));
  }

  @Test
  void lessBitsGiveASmallerFileAndATwinThatIsNot() {
    Measurement small = measured(evaluation.evaluate(3, point(0.0, 8), TrialChannel.silent()));
    // the same trial number trains the same weights: the twin is the plain trial's file
    assertThat(small.provenance()).containsEntry(Provenance.ARTIFACT_FP32, artifact(plain));
    assertThat(plain.provenance()).doesNotContainKey(Provenance.ARTIFACT_FP32);
    assertThat(small.metric(Metrics.SIZE)).isLessThan(plain.metric(Metrics.SIZE));
    assertThat(small.metric(Metrics.PARAMETERS)).isEqualTo(plain.metric(Metrics.PARAMETERS));
    assertThat(small.metric(Metric.ACCURACY.name()))
        .isEqualTo(accuracy(file(artifact(small)), DataSets.open(DigitsTask.DATA).validation()));
  }

  @Test
  void trainingWithTheRoundingTakesItsOwnEpochsAndChangesNoSize() throws IOException {
    Measurement rounded = measured(evaluation.evaluate(3, point(0.0, 8), TrialChannel.silent()));
    List<Integer> epochs = new ArrayList<>();
    Asking asking =
        new Asking(Verdict.keep()) {
          @Override
          public Verdict report(int epoch, double accuracy) {
            epochs.add(epoch);
            return Verdict.keep();
          }
        };
    TrialSpec task = DigitsTask.task(Optional.of(DigitsTask.distillation()));
    CompressionSpace space = task.compression();
    TrialSpec aware =
        task.withCompression(
            space.with(
                space.quantisation().withTraining(List.of(QuantisationTraining.LEARNED_STEPS))));
    try (NetworkEvaluation training = open(directory, "first", 5, aware)) {
      Measurement trained = measured(training.evaluate(3, point(0.0, 8), asking));
      assertThat(epochs).containsExactly(1, 2, 3);
      assertThat(asking.known).containsEntry(Metrics.SIZE, trained.metric(Metrics.SIZE));
      assertThat(trained.metric(Metrics.SIZE)).isEqualTo(rounded.metric(Metrics.SIZE));
      assertThat(trained.metric(Metrics.PARAMETERS)).isEqualTo(rounded.metric(Metrics.PARAMETERS));
      assertThat(artifact(trained)).isNotEqualTo(artifact(rounded));
      assertThat(trained.metric(Metric.ACCURACY.name()))
          .isGreaterThan(0.5)
          .isEqualTo(
              accuracy(file(artifact(trained)), DataSets.open(DigitsTask.DATA).validation()));
    }
  }

  private Measurement taught(String name, Distillation distillation, Map<String, Object> extra)
      throws IOException {
    Map<String, Object> values = new HashMap<>(values(0.0, 32, 0));
    values.keySet().removeIf(key -> key.startsWith("distillation."));
    values.putAll(extra);
    try (NetworkEvaluation taught =
        open(directory, name, 5, DigitsTask.task(Optional.of(distillation)))) {
      Assignment point = taught.space().assignment(values);
      return measured(taught.evaluate(3, point, TrialChannel.silent()));
    }
  }

  @Test
  void aFileTeachesAndIsAskedOnce() throws IOException {
    Path cache = directory.resolve("teachers-5");
    List<Path> before = answers(cache);
    Distillation distillation =
        Distillation.soft(
            Tunable.fixed("distillation.temperature", 2.0),
            Tunable.fixed("distillation.alpha", 0.5),
            new TeacherSource.File(file(artifact(plain))));
    Measurement first = taught("by-file", distillation, Map.of());
    assertThat(answers(cache)).hasSize(before.size() + 1);
    assertThat(artifact(taught("by-file", distillation, Map.of()))).isEqualTo(artifact(first));
    assertThat(answers(cache)).hasSize(before.size() + 1);
    assertThat(artifact(first)).isNotEqualTo(artifact(plain));
    assertThat(first.metric(Metric.ACCURACY.name())).isGreaterThan(0.3);
  }

  private static List<Path> answers(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(file -> file.toString().endsWith(".logits")).toList();
    }
  }

  @Test
  void featuresTeachAlsoWhereAnswersDoNot() throws IOException {
    Distillation distillation =
        new Distillation(
            Tunable.fixed("distillation.temperature", 2.0),
            Tunable.fixed("distillation.alpha", 0.0),
            DigitsTask.distillation().teacher(),
            Distillation.features(
                List.of(
                    Optional.empty(),
                    Optional.of(FeatureLossKind.FEATURE),
                    Optional.of(FeatureLossKind.ATTENTION))),
            Tunable.real(Distillation.BETA, new Real(0.1, 10, 0)));
    String soft = artifact(taught("kinds", distillation, Map.of(Distillation.KIND, "soft")));
    String feature =
        artifact(
            taught(
                "kinds",
                distillation,
                Map.of(Distillation.KIND, "feature", Distillation.BETA, 1.0)));
    String attention =
        artifact(
            taught(
                "kinds",
                distillation,
                Map.of(Distillation.KIND, "attention", Distillation.BETA, 1.0)));
    // with alpha 0 and no features there is no teacher: the plain trial's file
    assertThat(soft).isEqualTo(artifact(plain));
    assertThat(List.of(soft, feature, attention)).doesNotHaveDuplicates();
  }

  @Test
  void torchScriptFilesOfTheTrainedNetworkAreKeptBesideAnInt8One() throws IOException {
    List<Deployment> formats = Deployment.kept();
    Path files = directory.resolve("formats");
    try (NetworkEvaluation keeping = open(directory, "formats", 5, formats)) {
      Measurement small = measured(keeping.evaluate(3, point(0.0, 8), TrialChannel.silent()));
      float[][] images = new float[50][];
      Split split = DataSets.open(DigitsTask.DATA).validation();
      for (int i = 0; i < images.length; i++) {
        images[i] = split.inputs(i, i + 1);
      }
      float[][] expected;
      try (BatchModel twin = BatchModel.onnx(file(artifact(plain)), 1)) {
        expected = twin.logits(images);
      }
      for (Deployment kept : formats) {
        String hash = small.provenance().getOrDefault(Provenance.artifact(kept), "");
        if (kept.format() == ModelFormat.TORCHSCRIPT) {
          double tolerance = kept.precision() == Precision.FLOAT32 ? 1e-5 : 0.05;
          try (BatchModel script =
              BatchModel.torchScript(files.resolve(hash), TorchInput.of(Shape.image(1, 8, 8)))) {
            assertThat(Agreement.of(expected, script.logits(images)).worst())
                .as(kept.label())
                .isLessThan(tolerance);
          }
          assertThat(Double.parseDouble(small.provenance().get(Provenance.sameClass(kept))))
              .isBetween(0.95, 1.0);
        } else {
          assertThat(hash).isNotEqualTo(artifact(plain));
        }
      }
    }
  }

  @Test
  void theCompressedSizeIsThatOfTheFile() throws IOException {
    ArtifactSize size = ArtifactSize.of(Files.readAllBytes(file(artifact(plain))));
    assertThat(plain.metric(Metrics.SIZE)).isEqualTo((double) size.raw());
    assertThat(plain.metric(Metrics.COMPRESSED_SIZE)).isEqualTo((double) size.compressed());
  }

  @Test
  void pruningRemovesWeightsAndCountsEpochsThrough() {
    List<Integer> epochs = new ArrayList<>();
    List<String> phases = new ArrayList<>();
    Outcome outcome =
        evaluation.evaluate(
            3,
            point(0.5, 32),
            new TrialChannel() {
              @Override
              public Verdict report(int epoch, double accuracy) {
                epochs.add(epoch);
                return Verdict.keep();
              }

              @Override
              public Verdict declare(Map<String, Double> metrics) {
                return Verdict.keep();
              }

              @Override
              public void phase(String phase) {
                phases.add(phase);
              }
            });
    Measurement pruned = measured(outcome);
    assertThat(pruned.metric(Metrics.PARAMETERS)).isLessThan(plain.metric(Metrics.PARAMETERS));
    assertThat(pruned.metric(Metrics.MULTIPLY_ADDS))
        .isLessThan(plain.metric(Metrics.MULTIPLY_ADDS));
    assertThat(pruned.metric(Metrics.SIZE)).isLessThan(plain.metric(Metrics.SIZE));
    assertThat(Integer.parseInt(pruned.provenance().getOrDefault(Provenance.CHANNELS_REMOVED, "0")))
        .isPositive();
    assertThat(epochs).containsExactly(1, 2);
    assertThat(phases).containsExactly("training", "pruning", "fine-tuning", "exporting");
  }

  /** Takes what is known of a trial and stops it. */
  private static class Asking implements TrialChannel {
    private final Map<String, Double> known = new HashMap<>();
    private final List<String> phases = new ArrayList<>();
    private final Verdict answer;

    Asking(Verdict answer) {
      this.answer = answer;
    }

    @Override
    public Verdict declare(Map<String, Double> metrics) {
      known.putAll(metrics);
      return answer;
    }

    @Override
    public Verdict report(int epoch, double accuracy) {
      return Verdict.keep();
    }

    @Override
    public void phase(String phase) {
      phases.add(phase);
    }
  }

  @Test
  void whatIsKnownBeforeTrainingIsExactlyWhatIsMeasuredAfterIt() {
    for (double pruning : List.of(0.0, 0.5)) {
      for (long bits : List.of(32L, 8L)) {
        Asking asking = new Asking(Verdict.keep());
        Measurement found = measured(evaluation.evaluate(11, point(pruning, bits), asking));
        assertThat(asking.known)
            .as("pruning %s, %d bits", pruning, bits)
            .containsOnlyKeys(
                Metrics.PARAMETERS, Metrics.MULTIPLY_ADDS, Metrics.LAYERS, Metrics.SIZE)
            .allSatisfy((metric, value) -> assertThat(found.metric(metric)).isEqualTo(value));
      }
    }
  }

  @Test
  void proxiesAreDeclaredBeforeTrainingAndToldWithTheRest() throws IOException {
    TrialSpec task = DigitsTask.task(Optional.empty());
    Set<String> wanted = Set.of("swap", "participation");
    TrialSpec looking = task.withMeasuring(task.measuring().alsoWanting(wanted));
    try (NetworkEvaluation looked = open(directory, "looked", 5, looking)) {
      Map<String, Object> given = values(0.5, 32, 0.5);
      given.keySet().removeIf(key -> key.startsWith("distillation."));
      Asking asking =
          new Asking(Verdict.keep()) {
            @Override
            public Verdict declare(Map<String, Double> metrics) {
              phase("declared");
              return super.declare(metrics);
            }
          };
      Measurement found = measured(looked.evaluate(11, looked.space().assignment(given), asking));
      assertThat(asking.phases)
          .startsWith("looking at the untrained network", "declared", "training");
      assertThat(asking.known).containsKeys("swap", "participation").doesNotContainKey("naswot");
      for (String proxy : wanted) {
        assertThat(found.metrics()).containsEntry(proxy, asking.known.get(proxy));
      }
      assertThat(plain.metrics()).doesNotContainKeys("swap", "participation");
    }
  }

  @Test
  void aStudysPrunerEndsATrialBeforeItTrainsOrAfterAnEpoch() {
    Study<Assignment> study =
        Study.of(evaluation.space())
            .maximize(Metric.ACCURACY.name())
            .minimize(Metrics.SIZE, "B")
            .pruner(
                (view, trial) -> {
                  if (trial.number() == 0 && trial.declared().containsKey(Metrics.SIZE)) {
                    return Verdict.prune("too large");
                  }
                  return trial.reports().isEmpty() ? Verdict.keep() : Verdict.prune("too slow");
                })
            .start();
    study.enqueue(point(0.0, 32));
    study.enqueue(point(0.5, 32));
    study.optimize(
        (point, trial) -> evaluation.evaluate(trial.number(), point, trial), Budget.trials(2));
    assertThat(study.trials())
        .extracting(Trial::state, Trial::reason, trial -> trial.reports().size())
        .containsExactly(
            tuple(TrialState.PRUNED, "too large", 0), tuple(TrialState.PRUNED, "too slow", 1));
  }

  @Test
  void aHopelessTrialDoesNotTrain() {
    Asking asking = new Asking(Verdict.prune("dominated"));
    Outcome outcome = evaluation.evaluate(12, point(0.5, 8), asking);
    assertThat(outcome).isEqualTo(new Outcome.Pruned("dominated"));
    assertThat(asking.phases).isEmpty();
  }

  @Test
  void theLatencyOfTheUntrainedNetworkIsMeasuredWhereItIsWanted() throws IOException {
    Path files = Files.createDirectories(directory.resolve("untrained"));
    try (NetworkEvaluation first =
        NetworkEvaluation.open(
            untrainedFirst(DigitsTask.task(Optional.empty())).open(),
            5,
            new Workplace(
                files,
                (bytes, suffix) -> {
                  throw new IllegalStateException("an untrained network is no artifact");
                },
                MeasuringLease.in(Files.createDirectories(directory.resolve("lease"))),
                1))) {
      Asking asking = new Asking(Verdict.prune("enough"));
      first.evaluate(0, first.space().fromUnit(new double[first.space().dimension()]), asking);
      // a machine that is too noisy tells nothing rather than something wrong
      assertThat(asking.known.getOrDefault(Metrics.LATENCY, 1.0)).isPositive();
      assertThat(asking.known).containsKey(Metrics.SIZE);
      assertThat(asking.phases).containsExactly("measuring untrained");
    }
  }

  @Test
  void aTablePredictsTheLatencyInPlaceOfAMeasurement() throws IOException {
    TrialSpec plain = untrainedFirst(DigitsTask.task(Optional.empty()));
    Map<String, Timing> kernels = new LinkedHashMap<>();
    plain
        .open()
        .candidates()
        .kernels()
        .forEach(kernel -> kernels.put(kernel.key(), new Timing(1, 1, 1, true)));
    LatencyTable table = new LatencyTable(Map.of(), kernels, Optional.empty());
    Path files = Files.createDirectories(directory.resolve("predicted"));
    try (NetworkEvaluation first =
        NetworkEvaluation.open(
            plain.withMeasuring(plain.measuring().withLatencyTable(table)).open(),
            5,
            new Workplace(
                files,
                (bytes, suffix) -> {
                  throw new IllegalStateException("a prediction is no artifact");
                },
                MeasuringLease.in(Files.createDirectories(directory.resolve("lease"))),
                1))) {
      Asking asking = new Asking(Verdict.prune("enough"));
      first.evaluate(0, first.space().fromUnit(new double[first.space().dimension()]), asking);
      // stem, two convolutions of one block, pool and linear layer, a millisecond each
      assertThat(asking.known).containsEntry(Metrics.LATENCY, 5.0);
      assertThat(asking.phases).isEmpty();
    }
  }

  @Test
  void aVerdictToPruneStopsTheTrialBeforeAnythingIsExported() {
    List<String> phases = new ArrayList<>();
    Outcome outcome =
        evaluation.evaluate(
            9,
            point(0.5, 8),
            new TrialChannel() {
              @Override
              public Verdict report(int epoch, double accuracy) {
                return Verdict.prune("worse than the median");
              }

              @Override
              public Verdict declare(Map<String, Double> metrics) {
                return Verdict.keep();
              }

              @Override
              public void phase(String phase) {
                phases.add(phase);
              }
            });
    assertThat(outcome).isEqualTo(new Outcome.Pruned("worse than the median"));
    assertThat(phases).containsExactly("training");
  }

  @Test
  void studentsLearnFromATeacherThatIsTrainedOnce() throws IOException {
    Assignment taught = evaluation.space().assignment(values(0.0, 32, 0.9));
    Measurement first = measured(evaluation.evaluate(3, taught, TrialChannel.silent()));
    assertThat(artifact(first)).isNotEqualTo(artifact(plain));
    try (var files = Files.list(directory.resolve("teachers-5"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".weights"))).hasSize(1);
    }
  }

  @Test
  void trainingIsOnTheDeviceOfTheSchedule() {
    TrialSpec task = DigitsTask.task(Optional.empty());
    Schedule elsewhere = task.schedule().withDevice(new Device.Cuda(99));
    assertThatThrownBy(() -> open(directory, "gpu", 5, task.withSchedule(elsewhere)))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("cuda:99");
  }

  @Test
  void theTestSplitEvaluationIsOnTheTestSplit() {
    TestSplitEvaluation exam = TestSplitEvaluation.of(DigitsTask.task(Optional.empty()));
    Split test = DataSets.openForFinalReport(DigitsTask.DATA).test();
    assertThat(exam.size()).isEqualTo(test.size());
    assertThat(exam.scores(file(artifact(plain)), 1).of(Metric.ACCURACY))
        .isEqualTo(accuracy(file(artifact(plain)), test));
  }

  /** Under PyTorch the file is TorchScript, and what is judged is that file. */
  @Test
  void underPyTorchATrialsFileIsTorchScriptWhoseBlocksHaveTheBitsThatAreSearched()
      throws IOException {
    CompressionSpace sixteen =
        CompressionSpace.defaults().withPruning(List.of(0.0, 0.5)).withBits(List.of(32, 16));
    TrialSpec task =
        DigitsTask.task(
            Optional.of(DigitsTask.distillation()),
            sixteen,
            HardwareProfiles.named("cpu-1-thread-pytorch"));
    try (NetworkEvaluation torch = open(directory, "torch", 5, task)) {
      Assignment whole = torch.space().assignment(values(0, 32, 0));
      Assignment half = torch.space().assignment(values(0, 16, 0));
      Measurement floats = measured(torch.evaluate(3, whole, TrialChannel.silent()));
      Measurement halves = measured(torch.evaluate(3, half, TrialChannel.silent()));
      assertThat(floats.provenance()).containsEntry(Provenance.ARTIFACT_FORMAT, "torchscript");
      assertThat(plain.provenance()).doesNotContainKey(Provenance.ARTIFACT_FORMAT);
      // the same weights as the ONNX file's, and as many that are right
      assertThat(floats.metric(Metric.ACCURACY.name()))
          .isEqualTo(plain.metric(Metric.ACCURACY.name()));
      assertThat(halves.provenance()).containsEntry(Provenance.ARTIFACT_FP32, artifact(floats));
      assertThat(halves.metric(Metrics.SIZE)).isLessThan(floats.metric(Metrics.SIZE));
      for (Measurement trial : List.of(floats, halves)) {
        Path file = directory.resolve("torch").resolve(artifact(trial));
        assertThat(file).hasSize((long) trial.metric(Metrics.SIZE));
        assertThat(trial.metric(Metric.ACCURACY.name()))
            .isEqualTo(torchAccuracy(file, DataSets.open(DigitsTask.DATA).validation()));
      }
      assertThat(halves.metric(Metric.ACCURACY.name())).isGreaterThan(0.5);
    }
  }

  private static double torchAccuracy(Path file, Split split) {
    int volume = split.examples().shape().volume();
    int correct = 0;
    try (BatchModel model = BatchModel.torchScript(file, TorchInput.of(Shape.image(1, 8, 8)))) {
      for (int i = 0; i < split.size(); i++) {
        float[] image = new float[volume];
        split.copyInput(i, image, 0);
        float[] logits = model.logits(new float[][] {image})[0];
        int best = 0;
        for (int k = 1; k < logits.length; k++) {
          best = logits[k] > logits[best] ? k : best;
        }
        correct += best == ((ClassTargets) split.targets()).at(i) ? 1 : 0;
      }
    }
    return (double) correct / split.size();
  }
}
