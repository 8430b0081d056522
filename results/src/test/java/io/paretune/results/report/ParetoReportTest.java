package io.paretune.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParetoReportTest {

  private static final List<String> ALL = List.of("html", "csv", "json", "md", "png");

  private final StudySummary study = Fixture.study("quick start", 60);

  @Test
  void everyFormatIsWritten(@TempDir Path directory) throws IOException {
    List<Path> written = ParetoReport.standard().write(study, directory.resolve("report"), ALL);
    assertThat(written)
        .extracting(file -> directory.resolve("report").relativize(file).toString())
        .containsExactly(
            "report.html", "front.csv", "trials.csv", "report.json", "front.md", "front.png")
        .allSatisfy(name -> assertThat(directory.resolve("report").resolve(name)).isNotEmptyFile());
    try (var files = Files.list(directory.resolve("report"))) {
      assertThat(files).hasSize(6);
    }
  }

  @Test
  void anUnknownFormatIsRefusedBeforeAnythingIsWritten(@TempDir Path directory) {
    assertThatThrownBy(() -> ParetoReport.standard().write(study, directory, List.of("csv", "pdf")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[html, csv, json, md, png], got 'pdf'");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFormatOfOnesOwnIsOneMethod(@TempDir Path directory) {
    ParetoReport report =
        ParetoReport.standard()
            .with(
                "front.txt",
                (summary, out) ->
                    out.write(
                        (summary.front().size() + " members").getBytes(StandardCharsets.UTF_8)));
    assertThat(report.formats()).contains("txt");
    assertThat(report.write(study, directory, List.of("txt")).get(0))
        .hasContent(study.front().size() + " members");
    assertThatThrownBy(() -> report.with("../x.txt", (summary, out) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> ParetoReport.standard().write(study, file, List.of("csv")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("front.csv");
  }

  @Test
  void thePictureIsAReadableSize(@TempDir Path directory) throws IOException {
    Path file = ParetoReport.standard().write(study, directory, List.of("png")).get(0);
    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(picture.getWidth()).isEqualTo(1200);
    assertThat(picture.getHeight()).isEqualTo(800);
    long different =
        Arrays.stream(picture.getRGB(0, 0, 1200, 800, null, 0, 1200)).distinct().count();
    assertThat(different).isGreaterThan(50);
  }

  @Test
  void studiesWithoutTrialsOrWithOneObjectiveAreReportedToo(@TempDir Path directory) {
    StudyDefinition one =
        new StudyDefinition(
            "one",
            SearchSpace.builder().real("x", 0, 1).build(),
            List.of(Objective.maximize("y")),
            List.of(),
            1);
    StudySummary empty = StudySummary.of(one, List.of(), Map.of());
    ParetoReport.standard().write(empty, directory, ALL);
    assertThat(directory.resolve("front.csv")).hasContent("trial,state,x,y");
    assertThat(FrontTable.of(empty).text()).startsWith("The front is empty");
  }

  @Test
  void theJsonHoldsEverything(@TempDir Path directory) throws IOException {
    Path file = ParetoReport.standard().write(study, directory, List.of("json")).get(0);
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(root.path("study").path("name").textValue()).isEqualTo("quick start");
    assertThat(root.path("trials")).hasSize(60);
    assertThat(root.path("hypervolume")).hasSize(60);
    assertThat(root.path("front")).hasSize(study.front().size());
    Trial first = study.front().get(0);
    JsonNode trial = root.path("trials").path((int) first.number());
    assertThat(trial.path("front").booleanValue()).isTrue();
    assertThat(trial.path("metrics").path("accuracy").doubleValue())
        .isEqualTo(StudySummary.metric(first, "accuracy").orElseThrow());
    assertThat(trial.path("provenance").path("artifact").textValue()).hasSize(64);
  }
}
