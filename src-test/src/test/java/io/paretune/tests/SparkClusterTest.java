package io.paretune.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paretune.experiments.command.Paretune;
import io.paretune.experiments.spark.SparkWorkers;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A search on Spark as users submit it, on a cluster of this machine's processes, by the Spark of a
 * directory: {@code mvn -Pspark test}, with {@code -Dspark.version=3.5.7} for another.
 */
class SparkClusterTest {

  private static final int TRIALS = 30;
  private static final long LIMIT_SECONDS = 1200;

  private static final String EXPERIMENT =
      """
      name: on-spark
      seed: 3
      space: {x: {real: [0, 1]}, y: {real: [0, 1]}}
      objectives: [{name: gain, direction: maximize}, {name: cost, direction: minimize}]
      command: {run: [sh, ./program.sh, "{x}", "{y}"], steps: 4}
      sampler: {name: random}
      pruner: {name: mo-asha, first-rung: 1, axes: [cost]}
      budget: {trials: %d}
      workers: {heap-mb: 64, attempts: 5}
      """
          .formatted(TRIALS);

  private static final String PROGRAM =
      """
      printf '{"known": {"cost": %s}}\\n' "$2"
      for step in 1 2 3 4; do
        sleep 0.1
        printf '{"report": {"step": %s, "value": %s}}\\n' "$step" "$1"
      done
      printf '{"objectives": {"gain": %s, "cost": %s}}\\n' "$1" "$2"
      """;

  private final Path scratch;
  private final CommandLine paretune;

  SparkClusterTest(@TempDir Path scratch) {
    this.scratch = scratch;
    this.paretune = new CommandLine(scratch);
  }

  @Test
  void severalObjectivesArePrunedOnAClusterWhoseExecutorsAreKilled() throws Exception {
    Path spark = spark();
    Files.writeString(scratch.resolve("program.sh"), PROGRAM);
    Path experiment = Files.writeString(scratch.resolve("spark.yaml"), EXPERIMENT);
    Path run = scratch.resolve("run");
    Path said = scratch.resolve("said");
    Process coordinator =
        paretune.start(
            scratch.resolve("front"),
            said,
            "run",
            experiment.toString(),
            "--listen",
            "127.0.0.1:0",
            "--token-file",
            token().toString(),
            "--out",
            run.toString());
    Process submitted = submitted(spark, address(said, coordinator));
    try {
      for (int ended : List.of(TRIALS / 4, TRIALS / 2)) {
        await("trials that ended", coordinator, () -> ends(run).size() >= ended);
        await("an executor", submitted, () -> executor(submitted).isPresent());
        assertThat(executor(submitted).orElseThrow().destroyForcibly()).isTrue();
      }
      assertThat(coordinator.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(submitted.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      Stream.of(coordinator, submitted).forEach(SparkClusterTest::end);
    }
    assertThat(submitted.exitValue()).as(Files.readString(scratch.resolve("spark.log"))).isZero();
    assertThat(ends(run)).hasSize(TRIALS).doesNotHaveDuplicates();
    assertThat(text(log(run))).contains(" state=LOST");
    try (H2TrialStore store = H2TrialStore.openReadOnly(run.resolve("study"))) {
      List<Trial> trials = store.find("on-spark").orElseThrow().trials();
      assertThat(trials)
          .extracting(Trial::state)
          .hasSize(TRIALS)
          .containsOnly(TrialState.COMPLETE, TrialState.PRUNED)
          .contains(TrialState.COMPLETE, TrialState.PRUNED);
    }
  }

  /** Spark's directory; its class path is its own. */
  private static Path spark() {
    String home = System.getProperty("paretune.spark", "");
    assumeTrue(!home.isEmpty(), "the Spark is not named that this is to run on: mvn -Pspark test");
    return Path.of(home);
  }

  /** Submits four workers to a cluster of two executors, each a process. */
  private Process submitted(Path home, String address) throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local-cluster[2,2,1024]",
            "--conf",
            "spark.task.maxFailures=1000",
            "--conf",
            "spark.ui.enabled=false",
            "--archives",
            distribution() + "#paretune",
            "--files",
            token().toString(),
            "--class",
            SparkWorkers.class.getName(),
            jar().toString(),
            "4",
            "paretune/bin/paretune",
            "worker",
            "--connect",
            address,
            "--token-file",
            "run.token",
            "--directory",
            scratch.resolve("hosts").toString());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", home.resolve("jars") + "/*", "org.apache.spark.launcher.Main"));
    command.addAll(arguments);
    // what the script spark-submit does: it has the command line made, and executes that
    Process launcher = spark(home, command).redirectError(Redirect.DISCARD).start();
    String made = new String(launcher.getInputStream().readAllBytes(), UTF_8);
    return spark(
            home,
            Stream.of(made.split("\0", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList())
        .redirectErrorStream(true)
        .redirectOutput(scratch.resolve("spark.log").toFile())
        .start();
  }

  private ProcessBuilder spark(Path home, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
    builder.environment().remove("CLASSPATH");
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                home.toString(),
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "SPARK_SCALA_VERSION",
                "2.13"));
    return builder;
  }

  /** The class alone that is submitted: of all else, Spark's driver needs nothing. */
  private Path jar() throws IOException {
    String name = SparkWorkers.class.getName().replace('.', '/') + ".class";
    Path jar = scratch.resolve("workers.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(file);
        InputStream type =
            Objects.requireNonNull(SparkWorkers.class.getResourceAsStream("/" + name))) {
      packed.putNextEntry(new JarEntry(name));
      type.transferTo(packed);
    }
    return jar;
  }

  /** What is asked for of workers. */
  private Path token() throws IOException {
    Path token = Files.writeString(scratch.resolve("run.token"), "a-token-of-the-tests-own");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    return token;
  }

  /** In place of the distribution: an archive with {@code bin/paretune}. */
  private Path distribution() throws IOException, InterruptedException {
    Path root = scratch.resolve("distribution");
    Path script =
        Files.writeString(
            Files.createDirectories(root.resolve("bin")).resolve("paretune"),
            "#!/bin/sh\nexport CLASSPATH='%s'\nexec '%s' -Xmx64m -XX:+UseSerialGC %s \"$@\"\n"
                .formatted(
                    System.getProperty("java.class.path"),
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    Paretune.class.getName()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path archive = scratch.resolve("distribution.tar.gz");
    Process packing =
        new ProcessBuilder("tar", "czf", archive.toString(), "-C", root.toString(), "bin").start();
    assertThat(packing.waitFor()).isZero();
    return archive;
  }

  private static String address(Path said, Process coordinator) throws Exception {
    Pattern line = Pattern.compile("paretune worker --connect (\\S+)");
    await("the address", coordinator, () -> Files.exists(said) && line.matcher(text(said)).find());
    Matcher found = line.matcher(text(said));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** Trials that the coordinator's log has as ended, as often as it has them. */
  private static List<String> ends(Path run) {
    return Files.exists(log(run))
        ? text(log(run))
            .lines()
            .filter(line -> line.matches(".* state=(COMPLETE|PRUNED|FAILED)( .*)?"))
            .map(line -> line.replaceAll(".* trial=(\\d+) .*", "$1"))
            .toList()
        : List.of();
  }

  private static Path log(Path run) {
    return run.resolve("logs").resolve("coordinator.log");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void await(String what, Process process, BooleanSupplier condition)
      throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive() && System.nanoTime() < until).as(what).isTrue();
      Thread.sleep(50);
    }
  }

  /** One of the processes that have tasks. */
  private static Optional<ProcessHandle> executor(Process submitted) {
    return submitted
        .descendants()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains("CoarseGrainedExecutorBackend"))
                    .isPresent())
        .findFirst();
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
