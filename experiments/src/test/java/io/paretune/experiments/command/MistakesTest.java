package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.results.store.H2TrialStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exit code 2, one line on standard error, nothing written: whatever the caller gets wrong. */
class MistakesTest {
  private final Path directory;

  MistakesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void theFilesThatArgumentsName() throws IOException {
    TinyRun.experiment(directory, TinyRun.EXPERIMENT);
    Files.writeString(directory.resolve("gpu.yaml"), trainedOn("cuda:99"));
    Files.writeString(directory.resolve("chip.yaml"), trainedOn("tpu"));
    Files.createDirectories(directory.resolve("empty"));
    Files.createDirectories(directory.resolve("full"));
    Files.writeString(directory.resolve("full/letter.txt"), "dear reader");
    Files.writeString(directory.resolve("file"), "text");
    Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    Files.write(directory.resolve("nul.yaml"), new byte[] {'n', 'a', 0, 1});
    Files.writeString(directory.resolve("broken.yaml"), "name: [tiny\nseed: 7\n");
    Files.writeString(directory.resolve("nothing.yaml"), "");
    Files.writeString(directory.resolve("large.yaml"), "#".repeat((1 << 20) + 1));
    Files.writeString(directory.resolve("noise.onnx"), "not a model");
    Files.writeString(directory.resolve("letter.csv"), "dear,reader\n");
    String header = String.join(",", LatencyTable.COLUMNS) + "\n";
    Files.writeString(directory.resolve("other.csv"), "# family: mbconv\n" + header);
    Files.writeString(directory.resolve("empty.csv"), header);
  }

  private static String trainedOn(String device) {
    return TinyRun.EXPERIMENT + "training: {device: '" + device + "'}\n";
  }

  private List<String> written() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private String[] placed(String commandLine) {
    return Arrays.stream(commandLine.split(" "))
        .map(word -> word.replace("@", directory + "/"))
        .toArray(String[]::new);
  }

  private void refusedAndNothingWritten(String commandLine, List<String> parts) throws IOException {
    List<String> before = written();
    boolean runs = Files.exists(Path.of("runs"));
    Spoken.by(placed(commandLine)).refused(parts);
    assertThat(written()).isEqualTo(before);
    assertThat(Files.exists(Path.of("runs"))).isEqualTo(runs);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("run @absent.yaml", "no experiment file", "absent.yaml"),
        mistake("validate @absent.yaml", "no experiment file", "absent.yaml"),
        mistake("run @empty", "is not a file"),
        mistake("run @binary.yaml", "is not UTF-8 text"),
        mistake("run @nul.yaml", "nul.yaml:1:3: not text"),
        mistake("run @large.yaml", "larger than 1 MiB"),
        mistake("run @broken.yaml", "broken.yaml:", "not valid YAML"),
        mistake("validate @nothing.yaml", "nothing.yaml:1:1: the file is empty"),
        mistake("run @gpu.yaml", "training on cuda:99: ", "cuda:99"),
        mistake("validate @gpu.yaml", "training on cuda:99: "),
        mistake("run @chip.yaml", "chip.yaml:", "device must be auto, cpu or cuda:N, got 'tpu'"),
        mistake("run @tiny.yaml --out @full", "holds other files", "letter.txt", "--out"),
        mistake("run @tiny.yaml --out @file", "is a file, not a directory"),
        mistake("run @tiny.yaml --out @a;b", "must not hold ';'", "--out"),
        mistake("run @tiny.yaml --out @file/below", "cannot be made: Not a directory", "--out"),
        mistake("run @tiny.yaml --trials 0", "--trials must be at least 1, got 0"),
        mistake("run @tiny.yaml --trials -3", "--trials must be at least 1, got -3"),
        mistake("run @tiny.yaml --trials many", "--trials", "many"),
        mistake("run @tiny.yaml --workers 0", "--workers must be at least 1, got 0"),
        mistake("run @tiny.yaml --seed x", "--seed", "'x'"),
        mistake("run @tiny.yaml --time-limit soon", "--time-limit", "90s, 30m or 2h"),
        mistake("run @tiny.yaml --time-limit 0s", "--time-limit", "0s"),
        mistake("run @tiny.yaml --time-limit -5m", "-5m"),
        mistake("run @tiny.yaml extra.yaml", "extra.yaml"),
        mistake("run @tiny.yaml --trails 3", "--trails", "did you mean '--trials'?"),
        mistake("run @tiny.yaml --out", "--out"),
        mistake("rnu", "'rnu'", "did you mean 'run'?"),
        mistake("", "command is missing", "--help"),
        mistake("resume", "DIR"),
        mistake("resume @absent", "there is no directory", "absent"),
        mistake("resume @full", "is not a run"),
        mistake("resume @full --trials 0", "--trials must be at least 1"),
        mistake("status @absent", "there is no directory"),
        mistake("status @full", "is not a run"),
        mistake("front @full", "is not a run"),
        mistake("front @empty --format xml", "--format", "xml"),
        mistake("report @full", "is not a run"),
        mistake("export @full --trial 0 --to @m.onnx", "is not a run"),
        mistake("export @full --to @m.onnx", "--trial"),
        mistake("profile", "list, show, probe, measure, build, compare or picture"),
        mistake("profile show cpu-1-tread", "cpu-1-tread", "did you mean 'cpu-1-thread'?"),
        mistake("profile show @absent.yaml", "no profile file"),
        mistake("profile show @tiny.yaml", "tiny.yaml:2:1: unknown key 'seed'"),
        mistake("profile measure @absent.onnx", "no model file"),
        mistake("profile measure @noise.onnx", "noise.onnx"),
        mistake("profile measure @noise.onnx --profile fast", "no profile is called 'fast'"),
        mistake("profile build --family resnet", "NAME"),
        mistake("profile build cpu-1-thread", "give either --family or --experiment"),
        mistake("profile build fast --family resnet", "no profile is called 'fast'"),
        mistake("profile build cpu-1-thread --family resent", "did you mean 'resnet'?"),
        mistake(
            "profile build cpu-1-thread --family resnet --experiment @tiny.yaml",
            "give either --family or --experiment"),
        mistake("profile build cpu-1-thread --experiment @absent.yaml", "no experiment file"),
        mistake(
            "profile build cpu-1-thread --experiment @tiny.yaml --option width=8",
            "--option goes with --family"),
        mistake(
            "profile build cpu-1-thread --family mbconv --option se-ratio",
            "--option must be a name and values, such as se-ratio=0,0.25, got 'se-ratio'"),
        mistake("profile build cpu-1-thread --family mbconv --option width=", "got 'width='"),
        mistake(
            "profile build cpu-1-thread --family mbconv --option se-ration=0,0.25",
            "'se-ration'",
            "did you mean 'se-ratio'?"),
        mistake(
            "profile build cpu-1-thread --family mbconv --option se-ratio=0,2",
            "option 'se-ratio' must hold numbers of at least 0.0 and below 1.0, got [0, 2]"),
        mistake(
            "profile build cpu-1-thread --family mbconv --option kernel=three",
            "option 'kernel' must hold whole numbers, got 'three'"),
        mistake(
            "profile build cpu-1-thread --family mbconv --option kernel=[3", "--option kernel=[3:"),
        mistake(
            "profile build cpu-1-thread --family mbconv --option width=8 --option width=16",
            "--option 'width' is given twice"),
        mistake(
            "profile build cpu-1-thread --family resnet --input 28x28",
            "--input must be channels, height and width, such as 3x32x32, got '28x28'"),
        mistake("profile build cpu-1-thread --family resnet --input 0x8x8", "at least 1 channel"),
        mistake("profile build cpu-1-thread --family vit --input 16of1", "a vocabulary of 2 to"),
        mistake("profile build cpu-1-thread --family vit --input 16of500", "reads images"),
        mistake("profile build cpu-1-thread --family text-transformer", "reads texts"),
        mistake(
            "profile build cpu-1-thread --family resnet --classes 1", "classes must be at least 2"),
        mistake("profile build cpu-1-thread --family resnet --networks 3", "at least 10 networks"),
        mistake(
            "profile build cpu-1-thread --family mlp --table @binary.yaml",
            "a table is UTF-8 text, this file is not"),
        mistake(
            "profile build cpu-1-thread --family mlp --table @letter.csv",
            "letter.csv:1: the header must be operator,input"),
        mistake("profile lst", "'lst'", "did you mean 'list'?"));
  }

  private static Arguments mistake(String commandLine, String... parts) {
    return Arguments.of(commandLine, List.of(parts));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void areAnsweredInOneLine(String commandLine, List<String> parts) throws IOException {
    refusedAndNothingWritten(commandLine.isEmpty() ? " " : commandLine, parts);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "data: digits; data: digts; tiny.yaml:3:7: `no data set is called 'digts'`",
        "name: resnet; name: mobilnet; tiny.yaml:4:16: 'name' must be one of resnet",
        "metric: accuracy; metric: acc; tiny.yaml:7:14: `task: classification has no metric 'acc',"
            + " it has`",
        "[8, 16]; [8, 12]; tiny.yaml:4:31: option 'width' must hold",
        "seed: 7; sampler: nsga; tiny.yaml:2:10: 'sampler' must be one of",
        "0.5]}; 0.5], pruning-steps: 9}; `tiny.yaml:5:64: each of several steps of pruning needs an"
            + " epoch`",
        "seed: 7; latency-table: absent.csv; `tiny.yaml:2:16: there is no table file`",
        "seed: 7; latency-table: letter.csv; `letter.csv:1: the header must be operator,input`",
        "seed: 7; latency-table: other.csv; `is of the family 'mbconv', the experiment searches"
            + " 'resnet'`",
        "seed: 7; latency-table: empty.csv; `the table lacks`",
        "seed: 7; hardware: gpu; tiny.yaml:2:11: no profile is called 'gpu'",
        "data: digits; data: ./absent; absent: expected",
        "data: digits; data: ./empty; empty: expected a data directory",
        "data: digits; data: ./full; letter.txt",
        "data: digits; data: ./file; expected",
      },
      delimiter = ';')
  void inExperimentsAreAnsweredByRunAndValidateAlike(String from, String to, String part)
      throws IOException {
    TinyRun.experiment(directory, TinyRun.EXPERIMENT.replace(from, to));
    List<String> parts = List.of(part.replace("`", ""));
    refusedAndNothingWritten("validate @tiny.yaml", parts);
    refusedAndNothingWritten("run @tiny.yaml --out @new", parts);
  }

  @Test
  void truncatedDataAreNamed() throws IOException {
    Path data = Files.createDirectory(directory.resolve("idx"));
    for (String name :
        List.of(
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte")) {
      Files.write(data.resolve(name), new byte[] {0, 0, 8, 3, 0, 0});
    }
    TinyRun.experiment(directory, TinyRun.EXPERIMENT.replace("data: digits", "data: ./idx"));
    refusedAndNothingWritten(
        "run @tiny.yaml --out @new", List.of("-ubyte: expected", "found 6 bytes"));
  }

  @Test
  void anExperimentThatFixesEverythingHasNothingToSearch() throws IOException {
    TinyRun.experiment(
        directory,
        TinyRun.EXPERIMENT
            .replace("[8, 16]", "8")
            .replace("[1, 2]", "1")
            .replace("[32, 8]", "32")
            .replace("[0, 0.5]", "0"));
    refusedAndNothingWritten("run @tiny.yaml --out @new", List.of("parameter"));
  }

  @Test
  void aProfileOfHardwareThatIsNotHereIsRefusedBeforeAnythingIsWritten() throws IOException {
    Files.writeString(
        directory.resolve("gpu.yaml"), "name: gpu\ndevice: cuda:0\nruntime: onnxruntime\n");
    TinyRun.experiment(directory, TinyRun.EXPERIMENT.replace("seed: 7", "hardware: gpu.yaml"));
    refusedAndNothingWritten("run @tiny.yaml --out @new", List.of("cuda:0"));
  }

  @Test
  void anotherRunIsNeverOverwritten() throws IOException {
    Path run = TinyRun.in(directory);
    String before = Files.readString(run.resolve("run.json"));
    refusedAndNothingWritten(
        "run @tiny.yaml --seed 9 --out " + run, List.of("holds a run already", "paretune resume"));
    assertThat(Files.readString(run.resolve("run.json"))).isEqualTo(before);
  }

  @Test
  void resumingAnExperimentWhoseSpaceWasChangedNamesTheParameter() throws IOException {
    Path run = TinyRun.in(directory);
    Path experiment = run.resolve("experiment.yaml");
    Files.writeString(
        experiment, Files.readString(experiment).replace("width: [8, 16]", "width: [8, 24]"));
    String settings = Files.readString(run.resolve("run.json"));
    Spoken.by("resume", run.toString(), "--trials", "9").refused(List.of("'width'"));
    assertThat(Files.readString(run.resolve("run.json"))).isEqualTo(settings);
  }

  @Test
  void resumingARenamedExperimentDoesNotBeginAnotherStudy() throws IOException {
    Path run = TinyRun.in(directory);
    Path experiment = run.resolve("experiment.yaml");
    Files.writeString(experiment, Files.readString(experiment).replace("name: tiny", "name: big"));
    Spoken.by("resume", run.toString()).refused(List.of("'tiny'", "'big'"));
  }

  @ParameterizedTest
  @CsvSource({"null", "{}", "{\"source\":1", "[]"})
  void damagedSettingsAreNamed(String text) throws IOException {
    Path run = TinyRun.in(directory);
    Files.writeString(run.resolve("run.json"), text);
    Spoken.by("resume", run.toString()).refused(List.of("run.json is damaged"));
  }

  @Test
  void aDatabaseThatIsHeldIsToldWithTheProcess() {
    Path run = TinyRun.in(directory);
    try (H2TrialStore held = H2TrialStore.open(run.resolve("study"))) {
      assertThat(held.studies()).containsExactly("tiny");
      Spoken.by("resume", run.toString())
          .refused(List.of("being written by", Long.toString(ProcessHandle.current().pid())));
    }
  }

  @Test
  void aRunWithoutADatabaseSaysHowToGoOn() throws IOException {
    Path run = TinyRun.in(directory);
    Files.delete(run.resolve("study.mv.db"));
    Spoken.by("status", run.toString()).refused(List.of("no database yet", "paretune resume"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--trial 4 --to @m.onnx; 4 trials, numbered from 0, got 4",
        "--trial -1 --to @m.onnx; got -1",
        "--trial 1 --to @m.onnx; trial 1 is FAILED and has no file: no memory",
        "--trial 3 --to @m.onnx; trial 3 is PRUNED and has no file: hopeless",
        "--trial 0 --to @file; exists already",
        "--trial 0 --to @absent/m.onnx; there is no directory",
        "--trial two --to @m.onnx; two",
        "--trial 0 --to @m.bin; must end in .onnx, or in .pt or .torchscript",
        "--trial 0 --bf16 --to @m.onnx; ends in .pt",
        "--trial 0 --bf16 --fp32 --to @m.pt; at most",
        "--trial 0 --fp16 --to @m.torchscript; artifacts: [onnx, torchscript-fp16]",
        "--trial 2 --to @m.pt; kept no file as torchscript: beyond 16 bits",
      })
  void inExportsAreAnswered(String options, String part) throws IOException {
    Path run = TinyRun.in(directory);
    refusedAndNothingWritten("export " + run + " " + options, List.of(part));
  }

  @Test
  void unknownReportFormatsAreRefusedBeforeAnyIsWritten() throws IOException {
    Path run = TinyRun.in(directory);
    refusedAndNothingWritten("report " + run + " --format csv,pdf", List.of("'pdf'", "html"));
  }
}
