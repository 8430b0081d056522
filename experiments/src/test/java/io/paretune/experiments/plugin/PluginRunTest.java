package io.paretune.experiments.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.experiments.command.Paretune;
import io.paretune.experiments.command.Spoken;
import io.paretune.hardware.child.JavaLaunch;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The example plug-in, from a jar, by the command line: coordinator and workers find it. What
 * searches is a process of its own; what only reads has the class path of one, here.
 */
class PluginRunTest {

  private static final Path EXPERIMENT = ExamplePlugin.DIRECTORY.resolve("plug-in.yaml");

  @TempDir private static Path shipped = Path.of("");

  private static Path example = Path.of("");

  /** This process's class path and the example's jar, with classes of their own. */
  private static URLClassLoader withExample = new URLClassLoader(new URL[0]);

  @BeforeAll
  static void packTheExample() throws IOException {
    example = ExamplePlugin.shipped().jar(shipped, "example.jar");
    withExample = withJar(example);
  }

  @AfterAll
  static void close() throws IOException {
    withExample.close();
  }

  private static URLClassLoader withJar(Path jar) throws IOException {
    List<URL> all = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      all.add(Path.of(entry).toUri().toURL());
    }
    all.add(jar.toUri().toURL());
    return new URLClassLoader(all.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** Runs a command that starts no engine in this process. */
  private static Spoken here(ClassLoader classes, String... arguments) {
    return Spoken.by(
        () -> {
          try {
            return (int)
                classes
                    .loadClass(Paretune.class.getName())
                    .getMethod("execute", String[].class)
                    .invoke(null, (Object) arguments);
          } catch (ReflectiveOperationException broken) {
            throw new LinkageError(String.valueOf(broken.getMessage()), broken);
          }
        });
  }

  /** Runs a command in a process that has the example. */
  private static Spoken paretune(Path directory, String... arguments)
      throws IOException, InterruptedException {
    JavaLaunch launch =
        JavaLaunch.of(Paretune.class, List.of("-XX:+UseSerialGC")).withArguments(arguments);
    File out = directory.resolve("out.txt").toFile();
    File err = directory.resolve("err.txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(launch.command()).redirectOutput(out).redirectError(err);
    builder.environment().putAll(launch.environment());
    builder
        .environment()
        .merge("CLASSPATH", example.toString(), (path, jar) -> path + File.pathSeparator + jar);
    Process process = builder.start();
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    return new Spoken(
        process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  @Test
  void coordinatorAndWorkersUseIt(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    Spoken ran = paretune(directory, "run", EXPERIMENT.toString(), "--out", run.toString());
    assertThat(ran.err()).doesNotContain("Exception");
    assertThat(ran.code()).isZero();
    Spoken trials = here(withExample, "report", run.toString());
    assertThat(trials.code()).isZero();
    assertThat(trials.out()).contains("front.adoc");
    assertThat(Files.readString(run.resolve("report").resolve("front.adoc")))
        .startsWith("= Front")
        .contains("accuracy");
    assertThat(Files.readString(run.resolve("report").resolve("report.json")))
        .contains(
            "plug-in example.jar", "mantissa-bits", "hill-climbing", "after 2 steps", "SHA-256")
        .as("what the technique says of each trial")
        .contains("weight-rounding.mantissa")
        .containsPattern("[48] of 23 bits");
    lookedAt(directory, run);
  }

  /** {@code paretune sensitivity} asks the technique, too. */
  private static void lookedAt(Path directory, Path run) throws IOException, InterruptedException {
    Path data =
        Files.writeString(
            directory.resolve("data.yaml"),
            "format: points\ntrain: "
                + ExamplePlugin.DIRECTORY.resolve("rings.txt").toAbsolutePath()
                + "\n");
    String[] asked = {
      "sensitivity", model(run).toString(), "--data", data.toString(), "--format", "csv"
    };
    Spoken table =
        paretune(directory, technique(asked, "weight-rounding: {mantissa-bits: [9, 2]}"));
    assertThat(table.err()).doesNotContain("Exception");
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out()).contains(",bits=8,", ",mantissa-bits=9,", ",mantissa-bits=2,");

    Spoken unknown = here(withExample, technique(asked, "weight-roundin"));
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err().lines()).hasSize(1);
    assertThat(unknown.err())
        .contains("one that a plug-in brings", "did you mean 'weight-rounding'?");
    Spoken wrong = here(withExample, technique(asked, "weight-rounding: {mantissa-bits: [99]}"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err().lines()).hasSize(1);
    assertThat(wrong.err())
        .contains("'mantissa-bits' must hold whole numbers from 0 to 23, got 99");
  }

  private static String[] technique(String[] asked, String technique) {
    List<String> all = new ArrayList<>(List.of(asked));
    all.addAll(List.of("--technique", technique));
    return all.toArray(String[]::new);
  }

  /** A file of 32 bits that the run has kept. */
  private static Path model(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run.resolve("artifacts"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (!text.contains("DequantizeLinear")) {
          return file;
        }
      }
    }
    throw new AssertionError("the run has kept no file of 32 bits");
  }

  /** One trial on an engine from the jar, measured briefly. */
  private static Path onSlowBus(Path directory) throws IOException {
    Files.copy(ExamplePlugin.DIRECTORY.resolve("rings.txt"), directory.resolve("rings.txt"));
    Files.writeString(
        directory.resolve("slow-bus.yaml"),
        Files.readString(ExamplePlugin.DIRECTORY.resolve("slow-bus.yaml"))
            + "protocol: {time-budget-ms: 100, attempts: 1}\n");
    return Files.writeString(
        directory.resolve("experiment.yaml"),
        """
        name: slow
        data: {format: points, train: rings.txt}
        family: {name: pyramid, layers: [1, 2]}
        training: {epochs: 1}
        objectives: [{metric: accuracy}, {metric: latency-ms}]
        hardware: slow-bus.yaml
        baselines: false
        budget: {trials: 1}
        """);
  }

  @Test
  void anEngineFromAJarMeasuresInTheProcessThatMeasures(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    String experiment = onSlowBus(directory).toString();
    Spoken ran = paretune(directory, "run", experiment, "--out", run.toString());
    assertThat(ran.err()).doesNotContain("Exception");
    assertThat(ran.code()).isZero();
    Spoken report = here(withExample, "report", run.toString());
    assertThat(report.code()).isZero();
    JsonNode kept =
        new ObjectMapper().readTree(run.resolve("report").resolve("report.json").toFile());
    JsonNode trial = kept.path("trials").get(0);
    assertThat(trial.path("provenance").path("runtime").asText()).startsWith("slow-bus 1 over ");
    // the bus alone takes two
    assertThat(trial.path("metrics").path("latency-ms").asDouble()).isGreaterThan(2);
  }

  @Test
  void withoutTheJarItsEngineIsUnknown(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path profile = ExamplePlugin.DIRECTORY.resolve("slow-bus.yaml");
    Spoken said = here(PluginRunTest.class.getClassLoader(), "profile", "show", profile.toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.err())
        .contains("slow-bus.yaml:4:10: runtime must be one of [onnxruntime, pytorch, auto]")
        .contains("'slow-bus'");
  }

  @Test
  void anEvaluationFromAJarIsUsedByCoordinatorAndWorkers(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    Spoken ran =
        paretune(
            directory,
            "run",
            ExamplePlugin.DIRECTORY.resolve("beam.yaml").toString(),
            "--out",
            run.toString());
    assertThat(ran.err()).doesNotContain("Exception").contains("40 trials, 40 complete");
    assertThat(ran.code()).isZero();
    Spoken exported =
        here(
            withExample,
            "export",
            run.toString(),
            "--trial",
            "0",
            "--to",
            directory.resolve("beam.onnx").toString());
    Spoken report = here(withExample, "report", run.toString());
    assertThat(report.code()).isZero();
    String json = Files.readString(run.resolve("report").resolve("report.json"));
    assertThat(json).contains("evaluation cantilever", "2.0 m, 500.0 N", "SHA-256");
    // steel, 105 mm wide as the middle of the range, 100 mm high: 2 m of it weigh 164.85 kg
    assertThat(json).contains("164.85");
    assertThat(exported.code()).isEqualTo(2);
    assertThat(exported.err()).contains("no networks");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "name: cantilever, length; name: cantilevre, length;"
            + " beam.yaml:3:20: 'name' must be one of networks, command, cantilever",
        "length: 2; lenght: 2; beam.yaml:3:32: unknown key 'lenght'",
        "length: 2; length: -2; beam.yaml:3:40: 'length' must be 0.1 to 100.0, got -2",
        "metric: mass-kg; metric: mass; 'metric' must be one of mass-kg, deflection-mm",
        "name: beam; 'name: beam, data: digits'; 'data' belongs to a search of networks and"
            + " 'evaluation' to evaluation: cantilever",
      })
  void mistakesAboutAnEvaluationFromAJarAreOneLine(
      String text, String mistake, String message, @TempDir Path directory)
      throws IOException, InterruptedException {
    String beam = Files.readString(ExamplePlugin.DIRECTORY.resolve("beam.yaml"));
    assertThat(beam).contains(text);
    Path wrong =
        Files.writeString(
            directory.resolve("beam.yaml"),
            beam.replace(text, mistake.replace(", data", "\ndata")));
    Path run = directory.resolve("run");
    Spoken said = here(withExample, "run", wrong.toString(), "--out", run.toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.err()).contains(message);
    assertThat(run).doesNotExist();
  }

  @Test
  void withoutTheJarItsNamesAreUnknown(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    Spoken said =
        here(
            PluginRunTest.class.getClassLoader(),
            "run",
            EXPERIMENT.toString(),
            "--out",
            run.toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.err()).contains("pyramid", "resnet");
    assertThat(run).doesNotExist();
  }

  @Test
  void aJarThatDoesNotFitIsOneLine(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path jar =
        ExamplePlugin.shipped().with("return Provider.API;", "return 2;").jar(directory, "n.jar");
    Path run = directory.resolve("run");
    try (URLClassLoader unfit = withJar(jar)) {
      Spoken said = here(unfit, "run", EXPERIMENT.toString(), "--out", run.toString());
      assertThat(said.code()).isEqualTo(2);
      assertThat(said.err().lines()).hasSize(1);
      assertThat(said.err()).contains("n.jar", "version 2", "version 1");
      assertThat(run).doesNotExist();
    }
  }
}
