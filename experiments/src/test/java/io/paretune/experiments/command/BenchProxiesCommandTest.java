package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.CsvSource;

class BenchProxiesCommandTest {

  private static final String CELLS =
      """
      name: looks
      seed: 3
      data: digits
      family: {name: nas-bench-201, cells: 1, width: 8}
      objectives: [{metric: accuracy}, {metric: multiply-adds}]
      budget: {trials: 1}
      """;

  private final Path directory;

  BenchProxiesCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void experiments() throws IOException {
    write("cells.yaml", CELLS);
    write("wide.yaml", CELLS.replace("width: 8", "width: [8, 16]"));
    write("resnet.yaml", CELLS.replaceAll("family:.*", "family: {name: resnet}"));
    // of six cells one computes nothing
    write(
        "labels.csv",
        """
        ops,cifar10_valid_mean
        333333,94
        000000,10
        222222,90
        111111,70
        444444,80
        133322,92
        """);
    write("odd.csv", "ops,cifar10_valid_mean\n33,94\n");
    write("other.csv", "cell,accuracy\n333333,94\n");
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

  @Test
  void aLineANetworkAndTauOfEachFigureAndSum() {
    String command = "bench proxies @cells.yaml --labels @labels.csv --ranks swap+layers ";
    Spoken five = spoken(command + "--networks 5");
    assertThat(five.code()).withFailMessage(five::err).isZero();
    List<String> lines = five.out().lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0))
        .isEqualTo(
            "ops,parameters,multiply-adds,layers,naswot,swap,participation,jacobian,seconds,label");
    assertThat(lines.subList(1, 6))
        .extracting(line -> line.substring(0, line.indexOf(',')))
        .containsExactlyInAnyOrder("333333", "222222", "111111", "444444", "133322");
    assertThat(five.err())
        .contains("Kendall's tau-b with the label, 5 networks", "swap+layers ", "processor time");

    Spoken three = spoken(command + "--networks 3");
    assertThat(withoutSeconds(three.out()).toList())
        .isEqualTo(withoutSeconds(five.out()).limit(4).toList());
  }

  private static Stream<String> withoutSeconds(String csv) {
    return csv.lines().map(line -> line.replaceAll(",[^,]*,([^,]*)$", ",$1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@cells.yaml --labels @labels.csv --networks 6 | labels.csv has 5 that compute something",
        "@cells.yaml --labels @labels.csv --networks 1 | --networks must be at least 2",
        "@cells.yaml --labels @labels.csv --images 65 | a look must take 2 to 64 images, got 65",
        "@cells.yaml --labels @labels.csv --ranks swap+swop | 'swop'; did you mean 'swap'?",
        "@cells.yaml --labels @labels.csv --ranks swap | ranks are added of two different figures",
        "@cells.yaml --labels @odd.csv | odd.csv:2: a cell of NAS-Bench-201 must have 6 digits",
        "@cells.yaml --labels @other.csv | there is no column 'ops' in other.csv",
        "@cells.yaml --labels @none.csv | --labels must be a table's file",
        "@cells.yaml | --labels",
        "@wide.yaml --labels @labels.csv | the experiment searches [width], too",
        "@resnet.yaml --labels @labels.csv | families with a published table",
        "@none.yaml --labels @labels.csv | none.yaml"
      })
  void whatCannotBeComparedIsRefusedInOneLine(String given, String expected) {
    Spoken spoken = spoken("bench proxies " + given.strip());
    assertThat(spoken.code()).as(spoken.err()).isEqualTo(2);
    assertThat(spoken.err()).contains(expected.strip());
    assertThat(spoken.out()).isEmpty();
  }
}
