package io.paretune.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.proxy.Proxy;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.trial.TrainingDevices;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.evaluation.network.NetworkConfig;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.yaml.YamlException;
import io.paretune.search.pruner.PatientPruner;
import io.paretune.search.pruner.PercentilePruner;
import io.paretune.search.pruner.ThresholdPruner;
import io.paretune.search.pruner.forecast.HopelessPruner;
import io.paretune.search.pruner.halving.AshaPruner;
import io.paretune.search.pruner.halving.HyperbandPruner;
import io.paretune.search.pruner.halving.MultiObjectiveAshaPruner;
import io.paretune.search.sampler.cmaes.CmaEs;
import io.paretune.search.sampler.tpe.Tpe;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentReaderTest {
  private static final String VALID =
      """
      name: tiny
      seed: 7
      data: digits
      family:
        name: resnet
        width: [8, 16]
        depth: [1, 2]
        kernel: 3
      compression:
        bits: [32, 8]
        pruning: [0, 0.5]
        calibration: [percentile, entropy]
      distillation:
        temperature: {low: 1, high: 8}
        alpha: 0.5
        teacher: {epochs: 3}
      training:
        epochs: 2
        learning-rate: 1e-1
        augmentation: shift
        views: 4
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: latency-ms, direction: minimize}
      constraints:
        - {metric: size-bytes, at-most: 100000}
      report: [parameters]
      hardware: cpu-1-thread
      sampler: {name: nsga2, population: 8}
      pruner: median
      budget: {trials: 30, time-limit: 10m}
      workers: {count: 2, threads: 1, trial-timeout: 5m}
      """;

  private static ExperimentSpec read(String text, Path base) {
    return new ExperimentReader().read("e.yaml", text, base);
  }

  private static ExperimentSpec read(String text) {
    return read(text, Path.of("/nowhere"));
  }

  private static NetworkConfig networks(ExperimentSpec spec) {
    return (NetworkConfig) spec.evaluation();
  }

  private static TrialSpec trials(ExperimentSpec spec) {
    return networks(spec).trials();
  }

  @Test
  void theQuickStartIsRead() {
    ExperimentFile file = ExperimentFile.quickStart();
    ExperimentSpec spec = new ExperimentReader().read(file.source(), file.text(), file.base());
    assertThat(spec.name()).isEqualTo("quickstart-fashion");
    assertThat(spec.budget().trials()).isEqualTo(600);
    assertThat(spec.objectives()).extracting(Objective::name).contains("accuracy", "latency-ms");
    assertThat(trials(spec).measuring().latency()).isTrue();
    assertThat(trials(spec).schedule().device()).isEqualTo(new Device.Cpu());
    assertThat(spec.workers().count()).isEqualTo(2);
  }

  @Test
  void theDeviceOfTrainingReachesTheSpec() {
    String text = VALID.replace("  epochs: 2\n", "  epochs: 2\n  device: cuda:1\n");
    assertThat(trials(read(text)).schedule().device()).isEqualTo(new Device.Cuda(1));
    assertThat(trials(read(VALID)).schedule().device()).isEqualTo(new Device.Cpu());
    assertThat(
            trials(read(text.replace("cuda:1\n", "cuda:1\n  devices: 2\n"))).schedule().devices())
        .isEqualTo(new TrainingDevices.Given(List.of(new Device.Cuda(1), new Device.Cuda(2))));
    assertThat(trials(read(text.replace("cuda:1", "auto"))).schedule().devices())
        .isEqualTo(new TrainingDevices.Free(1));
    assertThat(refusal(text.replace("cuda:1", "gpu")))
        .contains("device must be auto, cpu or cuda:N, got 'gpu'");
  }

  @Test
  void everyKeyReachesTheSpec() {
    ExperimentSpec spec = read(VALID);
    assertThat(spec.seed()).isEqualTo(7);
    assertThat(trials(spec).data().source()).isEqualTo("digits");
    assertThat(trials(spec).architecture().options()).containsEntry("width", List.of(8L, 16L));
    assertThat(trials(spec).architecture().options()).containsEntry("kernel", List.of(3L));
    assertThat(trials(spec).compression().quantisation().bits()).containsExactly(32, 8);
    assertThat(trials(spec).compression().pruning().ratios()).containsExactly(0.0, 0.5);
    assertThat(trials(spec).compression().quantisation().calibration()).hasSize(2);
    assertThat(trials(spec).schedule().distillation().orElseThrow().alpha().smallest())
        .isEqualTo(0.5);
    assertThat(trials(spec).schedule().distillation().orElseThrow().temperature().domain())
        .isPresent();
    assertThat(trials(spec).schedule().distillation().orElseThrow().teacher())
        .isInstanceOfSatisfying(
            TeacherSource.Largest.class,
            largest -> assertThat(largest.settings().epochs()).isEqualTo(3));
    assertThat(trials(spec).schedule().training().usual().epochs()).isEqualTo(2);
    assertThat(trials(spec).schedule().training().usual().learningRate()).isEqualTo(0.1);
    assertThat(trials(spec).schedule().training().usual().views().count()).isEqualTo(4);
    assertThat(spec.objectives()).hasSize(2);
    assertThat(spec.objectives().get(1).direction()).isEqualTo(Direction.MINIMIZE);
    assertThat(spec.objectives().get(1).unit()).isEqualTo("ms");
    assertThat(spec.constraints()).hasSize(1);
    assertThat(networks(spec).reported()).containsExactly("parameters");
    assertThat(spec.sampler().name()).isEqualTo("nsga2");
    assertThat(spec.pruner().make()).isInstanceOf(PercentilePruner.class);
    assertThat(spec.budget().timeLimit()).contains(Duration.ofMinutes(10));
    assertThat(spec.workers().trialTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(trials(spec).measuring().profile().name()).isEqualTo("cpu-1-thread");
  }

  @Test
  void latencyIsNotMeasuredWhereNothingNamesIt() {
    String text = VALID.replace("metric: latency-ms", "metric: multiply-adds");
    assertThat(trials(read(text)).measuring().latency()).isFalse();
    assertThat(trials(read(text.replace("[parameters]", "[latency-ms.p99]"))).measuring().latency())
        .isTrue();
  }

  private static PrunerSpec pruner(String text) {
    return read(VALID.replace("pruner: median", "pruner: " + text)).pruner();
  }

  @Test
  void everyPrunerIsKnownByItsName() {
    Map<String, Class<?>> types =
        Map.of(
            "median", PercentilePruner.class,
            "{name: percentile, percentile: 25, interval: 2}", PercentilePruner.class,
            "{name: threshold, lower: 0.2, warm-up-epochs: 1}", ThresholdPruner.class,
            "{name: patient, patience: 2, then: {name: asha, factor: 4}}", PatientPruner.class,
            "{name: asha, first-rung: 2}", AshaPruner.class,
            "hyperband", HyperbandPruner.class,
            "{name: mo-asha, whole-front: false, spread: crowding}", MultiObjectiveAshaPruner.class,
            "{name: hopeless, startup-trials: 10, miss-rate: 0}", HopelessPruner.class);
    types.forEach(
        (text, type) -> {
          PrunerSpec spec = pruner(text);
          assertThat(spec.make()).as(text).isInstanceOf(type);
          assertThat(spec.latencyFirst()).as(text).isFalse();
        });
    assertThat(pruner("patient").make()).isInstanceOf(PatientPruner.class);
    assertThat(pruner("never").latencyFirst()).isFalse();
  }

  @Test
  void untrainedNetworksAreTimedForWhoAsksForIt() {
    for (String text :
        List.of(
            "{name: mo-asha, axes: [latency-ms, size-bytes]}",
            "{name: hopeless, measure-untrained: true}",
            "[{name: hopeless, measure-untrained: true}, mo-asha]",
            "{name: patient, then: {name: mo-asha, axes: [latency-ms]}}")) {
      assertThat(pruner(text).latencyFirst()).as(text).isTrue();
      assertThat(
              trials(read(VALID.replace("pruner: median", "pruner: " + text)))
                  .measuring()
                  .untrainedFirst())
          .isTrue();
    }
    assertThat(trials(read(VALID)).measuring().untrainedFirst()).isFalse();
  }

  @Test
  void proxiesAreFoundOutForWhoNamesThem() {
    assertThat(trials(read(VALID)).measuring().proxies()).isEmpty();
    ExperimentSpec ranked =
        read(VALID.replace("pruner: median", "pruner: {name: mo-asha, axes: [swap, layers]}"));
    assertThat(trials(ranked).measuring().proxies())
        .extracting(Proxy::name)
        .containsExactly("swap");
    assertThat(trials(ranked).measuring().untrainedFirst()).isFalse();
    ExperimentSpec reported =
        read(VALID.replace("report: [parameters]", "report: [participation, layers]"));
    assertThat(trials(reported).measuring().proxies())
        .extracting(Proxy::name)
        .containsExactly("participation");
    assertThatThrownBy(() -> read(VALID.replace("report: [parameters]", "report: [naswod]")))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("has no metric 'naswod', it has naswot, ");
    assertThatThrownBy(
            () -> read(VALID.replace("pruner: median", "pruner: {name: mo-asha, axes: [swop]}")))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("swop")
        .hasMessageContaining("swap");
  }

  @Test
  void samplersAreToldWhatIsAskedFor() {
    assertThat(((NetworkConfig) read(VALID).evaluation()).features()).isEmpty();
    ExperimentSpec told = read(VALID + "features: [swap, layers]\n");
    assertThat(((NetworkConfig) told.evaluation()).features()).containsExactly("swap", "layers");
    // what only samplers are told is not measured of trials
    assertThat(trials(told).measuring().proxies()).isEmpty();
    assertThatThrownBy(() -> read(VALID + "features: [swop]\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("'swop'")
        .hasMessageContaining("swap");
    assertThatThrownBy(() -> read(VALID + "features: [accuracy]\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("participation");
  }

  @Test
  void aTablePredictsLatenciesForWhoJudgesBeforeTraining(@TempDir Path directory)
      throws IOException {
    Files.writeString(
        directory.resolve("phone.csv"),
        String.join(",", LatencyTable.COLUMNS) + "\nadd,8x8x8,8,-,-,-,int8,0.5,0.5,0.5,true\n");
    String text = VALID.replace("pruner: median", "pruner: mo-asha\nlatency-table: ./phone.csv");
    ExperimentSpec spec = read(text, directory);
    assertThat(trials(spec).measuring().latencyTable().orElseThrow().kernels())
        .containsOnlyKeys("add,8x8x8,8,-,-,-,int8");
    // with a table the latency itself is what mo-asha ranks by
    assertThat(spec.pruner().latencyFirst()).isTrue();
    assertThat(trials(read(VALID)).measuring().latencyTable()).isEmpty();
    assertThatThrownBy(
            () -> read(text.replace("metric: latency-ms", "metric: multiply-adds"), directory))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("'latency-table' predicts the latency, which must be an objective");
  }

  @Test
  void prunersThatJudgeReportsNeedAnAccuracyToJudge() {
    String text =
        VALID
            .replace(
                "metric: accuracy, direction: maximize", "metric: parameters, direction: minimize")
            .replace("metric: latency-ms", "metric: size-bytes");
    assertThat(refusal(text))
        .startsWith("e.yaml:30:9: 'median' judges the accuracy")
        .contains("got parameters");
    assertThat(read(text.replace("median", "hopeless")).pruner().make())
        .isInstanceOf(HopelessPruner.class);
  }

  @Test
  void aGaussianProcessIsConfigured() {
    String usual = "sampler: {name: nsga2, population: 8}";
    String settings = "{name: gp, startup-trials: 6, points: 100, candidates: 200}";
    assertThat(VALID).contains(usual);
    assertThat(read(VALID.replace(usual, "sampler: gp")).sampler().make().name()).isEqualTo("gp");
    assertThat(read(VALID.replace(usual, "sampler: " + settings)).sampler().make().name())
        .isEqualTo("gp");
  }

  @Test
  void aShortExperimentHasDefaults() {
    ExperimentSpec spec =
        read(
            """
            name: short
            data: digits
            family: {name: resnet}
            objectives: [{metric: accuracy, direction: maximize}]
            budget: {time-limit: 1h}
            """);
    assertThat(spec.budget().trials()).isEqualTo(Long.MAX_VALUE);
    assertThat(spec.workers()).isEqualTo(WorkerSettings.defaults());
    assertThat(spec.pruner().latencyFirst()).isFalse();
    assertThat(spec.sampler().name()).isEqualTo("auto");
    assertThat(trials(spec).schedule().distillation()).isEmpty();
    assertThat(trials(spec).compression().quantisation().bits()).containsExactly(32);
    assertThat(networks(spec).reported()).containsExactly("size-bytes");
  }

  @Test
  void formatsOfFilesAreReadAndOnnxIsAmongThem() {
    assertThat(trials(read(VALID)).measuring().artifacts()).containsExactly(Deployment.ONNX);
    assertThat(
            trials(read(VALID + "artifacts: [onnx, torchscript-bf16]\n")).measuring().artifacts())
        .containsExactly(Deployment.ONNX, Deployment.torchScript(Precision.BFLOAT16));
    assertThatThrownBy(() -> read(VALID + "artifacts: [torchscript]\n"))
        .hasMessageContaining("must list onnx");
    assertThatThrownBy(() -> read(VALID + "artifacts: [onnx, torchscrip]\n"))
        .hasMessageContaining("torchscript");
  }

  @Test
  void repetitionsEarlyEndAndEarlierRunAreRead() {
    assertThat(read(VALID).options())
        .isEqualTo(new SearchOptions(false, Optional.empty(), Optional.empty(), List.of(), 20));
    SearchOptions options =
        read(
                VALID
                    .replace("trials: 30", "trials: 30, stop-when-gain-below: 0.1%, over: 60")
                    .replace("pruner: median", "repeats: true\nwarm-start: runs/first"),
                Path.of("/base"))
            .options();
    assertThat(options.repeats()).isTrue();
    assertThat(options.gainBound()).contains(new SearchOptions.GainBound(0.001, 60));
    assertThat(options.warmStart())
        .contains(new SearchOptions.WarmStartFrom(Path.of("/base/runs/first"), 5));
    assertThat(
            read(VALID.replace("pruner: median", "warm-start: {run: /x, enqueue: 0}"))
                .options()
                .warmStart())
        .contains(new SearchOptions.WarmStartFrom(Path.of("/x"), 0));
    assertThat(
            read(VALID.replace("trials: 30", "trials: 30, stop-when-gain-below: 0.01"))
                .options()
                .gainBound())
        .contains(new SearchOptions.GainBound(0.01, 100));
  }

  static Stream<Arguments> samplers() {
    return Stream.of(
        Arguments.of("nsga3", "nsga3"),
        Arguments.of("{name: nsga3, population: 210, crossover-eta: 20}", "nsga3"),
        Arguments.of("{name: aging-evolution, population: 6}", "aging-evolution"),
        Arguments.of(
            "{name: aging-evolution, population: 20, tournament: 5, mutation-eta: 10}",
            "aging-evolution"),
        Arguments.of("reinforce", "reinforce"),
        Arguments.of(
            "{name: reinforce, policies: 3, learning-rate: 0.5, entropy: 0, baseline-decay: 0.8,"
                + " cells: 4}",
            "reinforce"),
        Arguments.of("sobol", "sobol"),
        Arguments.of("{name: grid, points-per-real: 4}", "grid"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samplers")
  void samplersAreMadeAsTheFileSays(String written, String name) {
    ExperimentSpec spec = read(VALID.replace("{name: nsga2, population: 8}", written));
    assertThat(spec.sampler().make().name()).isEqualTo(name);
    assertThat(spec.sampler().make()).isNotSameAs(spec.sampler().make());
  }

  @Test
  void settingsOfTpeReachTheSampler() {
    String section =
        "{name: tpe, startup-trials: 5, candidates: 24, good-share: 0.2, most-good: 9}";
    ExperimentSpec spec = read(VALID.replace("{name: nsga2, population: 8}", section));
    assertThat(spec.sampler().name()).isEqualTo("tpe");
    assertThat(spec.sampler().make()).isInstanceOf(Tpe.class);
    String all = VALID.replace("{name: nsga2, population: 8}", "{name: tpe, good-share: 1}");
    assertThatExceptionOfType(YamlException.class)
        .isThrownBy(() -> read(all))
        .withMessageContaining("0 < goodShare < 1 must hold, got 1.0");
  }

  @Test
  void settingsOfCmaEsReachTheSampler() {
    String section = "{name: cma-es, sigma: 0.3, lambda: 12}";
    ExperimentSpec spec = read(VALID.replace("{name: nsga2, population: 8}", section));
    assertThat(spec.sampler().name()).isEqualTo("cma-es");
    assertThat(spec.sampler().make()).isInstanceOf(CmaEs.class);
    String none = VALID.replace("{name: nsga2, population: 8}", "{name: cma-es, sigma: 0}");
    assertThatExceptionOfType(YamlException.class)
        .isThrownBy(() -> read(none))
        .withMessageContaining("sigma must lie in (0, 1], got 0.0");
  }

  static Stream<Arguments> typos() {
    return Stream.of(
        typo("seed: 7", "sed: 7", "2:1", "unknown key 'sed'", "did you mean 'seed'?"),
        typo("seed: 7", "seed: seven", "2:7", "'seed' must be a whole number, got 'seven'"),
        typo("name: tiny", "name: ../tiny", "1:7", "letters, digits", "'../tiny'"),
        typo("name: tiny\n", "", "1:1", "key 'name' is missing"),
        typo("data: digits", "data: digts", "3:7", "digts", "did you mean 'digits'?"),
        typo("data: digits", "data: [digits]", "3:7", "a single value, got a list"),
        typo("data: digits", "data: {source: digits, lable: x}", "3:24", "'lable'", "'label'"),
        typo(
            "data: digits",
            "data: {source: digits, validation-fraction: 2}",
            "3:45",
            "0.0 to 1.0, got 2"),
        typo("  name: resnet", "  name: resnt", "5:9", "got 'resnt'", "did you mean 'resnet'?"),
        typo("  width:", "  widht:", "6:3", "unknown key 'widht'", "did you mean 'width'?"),
        typo("[8, 16]", "[8, 10]", "6:10", "multiples of 8", "[8, 10]"),
        typo("[8, 16]", "[16, 8]", "6:10", "ascending", "'width'"),
        typo("[8, 16]", "[8, wide]", "6:10", "whole numbers, got 'wide'"),
        typo("kernel: 3", "kernel: [3, 4]", "8:11", "odd", "[3, 4]"),
        typo("depth: [1, 2]", "depth: [0, 2]", "7:10", "from 1", "[0, 2]"),
        typo("bits: [32, 8]", "bits: [32, 7]", "10:9", "7"),
        typo("bits: [32, 8]", "bits: [8, 8]", "10:9", "none twice"),
        typo("pruning: [0, 0.5]", "pruning: [0, 1.5]", "11:12", "1.5"),
        typo("pruning: [0, 0.5]", "pruning: [0, half]", "11:12", "numbers, got 'half'"),
        typo("[percentile, entropy]", "[percentil]", "12:16", "got 'percentil'"),
        typo("bits:", "bitz:", "10:3", "unknown key 'bitz' in 'compression'", "'bits'"),
        typo("{low: 1, high: 8}", "{low: 8, high: 1}", "14:16", "low", "high"),
        typo("{low: 1, high: 8}", "{low: 1, hgih: 8}", "14:25", "'hgih'", "'high'"),
        typo("{low: 1, high: 8}", "{low: 1}", "14:16", "key 'high' is missing"),
        typo("alpha: 0.5", "alpha: 1.5", "15:10", "0.0 to 1.0, got 1.5"),
        typo("teacher: {epochs: 3}", "teacher: {views: 3}", "16:13", "unknown key 'views'"),
        typo("  epochs: 2", "  epochs: 0", "18:11", "0"),
        typo("1e-1", "fast", "19:18", "'learning-rate' must be a number, got 'fast'"),
        typo("augmentation: shift", "augmentation: shfit", "20:17", "'shfit'", "'shift'"),
        typo("views: 4", "views: 65", "21:10", "1 to 64, got 65"),
        typo("metric: accuracy", "metric: acuracy", "23:14", "'acuracy'", "'accuracy'"),
        typo("direction: maximize", "direction: maximise", "23:35", "'maximise'", "'maximize'"),
        typo("metric: latency-ms", "metric: accuracy", "24:14", "an objective already"),
        typo(", direction: minimize", ", direction: minimise", "24:37", "'minimize'"),
        typo("at-most: 100000", "at-most: small", "26:35", "must be a number, got 'small'"),
        typo(", at-most: 100000", "", "26:14", "either 'at-most' or 'at-least'"),
        typo("[parameters]", "[parameter]", "27:10", "'parameter'", "'parameters'"),
        typo("hardware: cpu-1-thread", "hardware: cpu-1-tread", "28:11", "'cpu-1-thread'"),
        typo("hardware: cpu-1-thread", "hardware: my.yaml", "28:11", "no profile file", "my.yaml"),
        typo("name: nsga2", "name: nsga22", "29:17", "'nsga22'", "did you mean 'nsga2'?"),
        typo("population: 8", "population: 1", "29:36", "4 to 100000, got 1"),
        typo("name: nsga2", "name: random", "29:25", "unknown key 'population'"),
        typo("nsga2, population: 8", "grid, points-per-real: 0", "29:40", "1 to 1000000, got 0"),
        typo("nsga2, population: 8", "sobol, skip: 8", "29:24", "unknown key 'skip'"),
        typo(
            "nsga2, population: 8",
            "aging-evolution, population: 8, tournament: 9",
            "29:61",
            "1 to 8, got 9"),
        typo("nsga2, population: 8", "reinforce, policies: 0", "29:38", "1 to 1000, got 0"),
        typo("pruner: median", "pruner: medan", "30:9", "'medan'", "did you mean 'median'?"),
        typo("pruner: median", "pruner: {name: median, factor: 3}", "30:24", "'factor'"),
        typo("pruner: median", "pruner: {name: percentile, percentile: 0}", "30:9", "got 0.0"),
        typo("pruner: median", "pruner: {name: percentile, percentile: 101}", "30:40", "100.0"),
        typo("pruner: median", "pruner: threshold", "30:9", "a lower or an upper bound"),
        typo("pruner: median", "pruner: {name: threshold, lower: 2}", "30:34", "0.0 to 1.0"),
        typo("pruner: median", "pruner: {name: asha, factor: 1}", "30:30", "got 1"),
        typo("pruner: median", "pruner: {name: hyperband, rungs: 2}", "30:27", "'rungs'"),
        typo("pruner: median", "pruner: {name: mo-asha, axes: [latncy-ms]}", "30:32", "latncy-ms"),
        typo("pruner: median", "pruner: {name: mo-asha, axes: [accuracy]}", "30:32", "accuracy"),
        typo("pruner: median", "pruner: {name: mo-asha, spread: far}", "30:33", "epsilon-net"),
        typo("pruner: median", "pruner: {name: hopeless, miss-rate: 1}", "30:37", "0.0 to 0.5"),
        typo("pruner: median", "pruner: [hopeless, ashes]", "30:20", "'ashes'", "'asha'"),
        typo("pruner: median", "pruner: []", "30:9", "empty"),
        typo("pruner: median", "pruner: {name: patient, then: [asha, median]}", "30:31", "one"),
        typo("pruner: median", "pruner: {name: patient, then: pateint}", "30:31", "'patient'"),
        typo("trials: 30", "trials: 0", "31:18", "at least 1, got 0"),
        typo("trials: 30, time-limit: 10m", "", "31:9", "'trials', 'time-limit' or both"),
        typo(
            "trials: 30",
            "trials: 30, stop-when-gain-below: 10",
            "31:44",
            "between 0 and 1, such as 0.1% or 0.001, got '10'"),
        typo("trials: 30", "trials: 30, over: 50", "31:28", "'stop-when-gain-below' beside it"),
        typo("pruner: median", "repeats: maybe", "30:10", "true or false"),
        typo("time-limit: 10m", "time-limit: soon", "31:34", "a span of time", "'soon'"),
        typo("count: 2", "count: many", "32:18", "a whole number, got 'many'"),
        typo("threads: 1", "treads: 1", "32:21", "'treads'", "did you mean 'threads'?"));
  }

  private static Arguments typo(String from, String to, String place, String... parts) {
    return Arguments.of(from, to, place, List.of(parts));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("typos")
  void everyTypoIsAnsweredInOneLineWithPlaceExpectationAndNearestName(
      String from, String to, String place, List<String> parts) {
    assertThat(VALID).as("the experiment that the typo is in").contains(from);
    String text = VALID.replaceFirst(java.util.regex.Pattern.quote(from), to);

    String message = refusal(text);

    assertThat(message).startsWith("e.yaml:" + place + ": ").contains(parts);
    assertThat(message.lines()).hasSize(1);
  }

  private static String refusal(String text) {
    try {
      read(text);
    } catch (YamlException problem) {
      return String.valueOf(problem.getMessage());
    }
    throw new AssertionError("accepted:\n" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"family", "objectives", "budget", "data"})
  void missingSectionsAreNamed(String key) {
    String text = VALID.replaceAll("(?m)^" + key + ":.*\\n([ ].*\\n)*", "");
    assertThat(refusal(text)).startsWith("e.yaml:1:1: ").contains(key);
  }

  @Test
  void pathsAreRelativeToTheExperimentFile(@TempDir Path base) throws IOException {
    Files.createDirectory(base.resolve("images"));
    ExperimentSpec spec = read(VALID.replace("data: digits", "data: images"), base);
    assertThat(trials(spec).data().source()).isEqualTo(base.resolve("images").toString());
  }

  @Test
  void mistakesInAProfileFileArePlacedInThatFile(@TempDir Path base) throws IOException {
    Files.writeString(base.resolve("my.yaml"), "name: my\ndevise: cpu\n");
    assertThat(refusalAt(VALID.replace("cpu-1-thread", "my.yaml"), base))
        .contains("my.yaml:2:1: unknown key 'devise'")
        .contains("did you mean 'device'?");
  }

  private static String refusalAt(String text, Path base) {
    try {
      read(text, base);
    } catch (YamlException problem) {
      return String.valueOf(problem.getMessage());
    }
    throw new AssertionError("accepted:\n" + text);
  }
}
