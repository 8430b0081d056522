package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchSharingCommandTest {

  private static final String CACHE = "paretune.cache";

  private static final String MLP =
      """
      name: ranks
      seed: 3
      data: digits
      family: {name: mlp, depth: [1, 2], width: [8, 16]}
      training: {epochs: 1, fine-tuning-epochs: 0}
      sharing: {epochs: 1, subnets-per-step: 2, recalibration-images: 64}
      objectives: [{metric: accuracy}, {metric: multiply-adds}]
      budget: {trials: 1}
      """;

  private static final String MACRO =
      MLP.replace(
          "{name: mlp, depth: [1, 2], width: [8, 16]}",
          "{name: nas-bench-macro, operations: [identity, mb3-k3], width: 8, head-width: 8}");

  private static final String PROGRAM =
      """
      name: any-program
      space: {x: {real: [0, 1]}}
      command: ["true"]
      objectives: [{name: y, direction: minimize}]
      budget: {trials: 1}
      """;

  private final Path directory;
  private String before = "";

  BenchSharingCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void experiments() throws IOException {
    before = System.getProperty(CACHE, "");
    System.setProperty(CACHE, directory.resolve("cache").toString());
    write("mlp.yaml", MLP);
    write("macro.yaml", MACRO);
    write("wide.yaml", MACRO.replace("width: 8,", "width: [8, 16],"));
    write("alone.yaml", MLP.replaceAll("sharing:.*\n", ""));
    write("program.yaml", PROGRAM);
    StringBuilder table = new StringBuilder("key,mean_acc,flops\n");
    for (int i = 0; i < 6561; i++) {
      String key = String.format("%8s", Integer.toString(i, 3)).replace(' ', '0');
      table.append(key).append(',').append(90 + key.replace("0", "").length()).append(",1\n");
    }
    write("labels.csv", table.toString());
    write("few.csv", "key,mean_acc\n22222222,93\n");
    write("odd.csv", "key,mean_acc\n2222,93\n");
    write("word.csv", "key,mean_acc\n22222222,good\n");
  }

  @AfterEach
  void asBefore() {
    if (before.isEmpty()) {
      System.clearProperty(CACHE);
    } else {
      System.setProperty(CACHE, before);
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private Spoken spoken(String commandLine) {
    return Spoken.by(
        Arrays.stream(commandLine.split(" "))
            .map(word -> word.replace("@", directory + "/"))
            .toArray(String[]::new));
  }

  private List<String> lines(String commandLine) {
    Spoken spoken = spoken(commandLine);
    assertThat(spoken.code()).withFailMessage(spoken::err).isZero();
    return spoken.out().lines().toList();
  }

  @Test
  void networksHaveALineEachAndMoreOfThemBeginWithTheSameOnes() throws IOException {
    String command = "bench sharing @mlp.yaml --out @ranks.csv --networks ";
    Spoken first = spoken(command + 3);
    List<String> three = first.out().lines().toList();
    assertThat(first.err())
        .contains(
            "shared network, epoch 1 of 1", "network 3 of 3: shared accuracy", "tau-b over 3");
    assertThat(three).hasSize(5);
    assertThat(three.get(0))
        .isEqualTo("network,shared,alone,parameters,multiply-adds,layers,shared-log-loss");
    assertThat(three.get(4)).startsWith("tau-alone,");
    assertThat(Files.readAllLines(directory.resolve("ranks.csv"))).isEqualTo(three);

    Spoken second = spoken(command + 5);
    assertThat(second.err())
        .contains("shared network: found", "3 networks are known", "network 4 of 5")
        .doesNotContain("network 3 of 5");

    // a failure on the way leaves what was written before
    System.setProperty(CACHE, directory.resolve("mlp.yaml").toString());
    assertThat(spoken(command + 4).code()).isNotZero();
    System.setProperty(CACHE, directory.resolve("cache").toString());
    List<String> five = second.out().lines().toList();
    assertThat(five.subList(0, 4)).isEqualTo(three.subList(0, 4));
    assertThat(Files.readAllLines(directory.resolve("ranks.csv"))).isEqualTo(five);
    assertThat(five.subList(1, 6).stream().map(line -> line.split(",", 2)[0]))
        .doesNotHaveDuplicates();
  }

  @Test
  void anotherSeedIsAnotherMeasurement() {
    List<String> three = lines("bench sharing @mlp.yaml --networks 3");
    assertThat(lines("bench sharing @mlp.yaml --networks 3 --seed 4")).isNotEqualTo(three);
    assertThat(lines("bench sharing @mlp.yaml --networks 3 --seed 3")).isEqualTo(three);
  }

  @Test
  void oneSubnetAStepIsAnotherSharedNetwork() throws IOException {
    List<String> sandwich = lines("bench sharing @mlp.yaml --networks 2");
    write("single.yaml", MLP.replace("subnets-per-step: 2", "subnets-per-step: 1"));
    List<String> single = lines("bench sharing @single.yaml --networks 2");
    assertThat(single.get(1)).isNotEqualTo(sandwich.get(1));
    assertThat(alone(single.get(1))).isEqualTo(alone(sandwich.get(1)));
  }

  private static String alone(String line) {
    return line.split(",", -1)[2];
  }

  @Test
  void publishedLabelsStandInForTraining() {
    List<String> lines =
        lines("bench sharing @macro.yaml --networks 4 --no-alone --labels @labels.csv");
    assertThat(lines.get(0))
        .isEqualTo("network,shared,alone,parameters,multiply-adds,layers,label,shared-log-loss");
    for (String line : lines.subList(1, 5)) {
      String[] cells = line.split(",", -1);
      long blocks = cells[0].split("mb3", -1).length - 1L;
      assertThat(cells[2]).isEmpty();
      // two layers a block read a rectifier, one that of the stem, one that of the head
      assertThat(cells[5]).isEqualTo(Long.toString(2 + 2 * blocks));
      assertThat(cells[6]).isEqualTo(Long.toString(90 + blocks));
    }
    assertThat(lines.get(5)).startsWith("tau-label,");
    assertThat(lines).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "@mlp.yaml --networks 1; at least 2",
        "@mlp.yaml --networks 500; --networks must not be more than there are in the space, got"
            + " 500",
        "@alone.yaml; alone.yaml has no section 'sharing'",
        "@program.yaml; program.yaml searches no networks",
        "@absent.yaml; absent.yaml",
        "@mlp.yaml --no-alone; --labels",
        "@mlp.yaml --label mean_acc; --labels",
        "@mlp.yaml --networks 2 --labels @labels.csv; got family 'mlp'",
        "@wide.yaml --labels @labels.csv; searches [width], too",
        "@macro.yaml --labels @absent.csv; absent.csv",
        "@macro.yaml --labels @labels.csv --label mean_ac; did you mean 'mean_acc'?",
        "@macro.yaml --labels @few.csv; few.csv has no row for the network",
        "@macro.yaml --labels @odd.csv; odd.csv:2: a key of NAS-Bench-Macro must have 8 digits",
        "@macro.yaml --labels @word.csv; word.csv:2: column 'mean_acc' must hold a finite number",
        "@mlp.yaml --networks 2 --out @mlp.yaml; --out must be a new file",
        "@mlp.yaml --networks 2 --out @absent/ranks.csv; --out must lie in a directory that exists",
      })
  void mistakesAreAnsweredInOneLine(String arguments, String part) {
    spoken("bench sharing " + arguments).refused(List.of(part));
    assertThat(directory.resolve("cache")).doesNotExist();
  }
}
