package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {

  @Test
  void whatTheLauncherRunsForItsArchiveOfClassesSucceeds(@TempDir Path directory) {
    Path experiment = Path.of("examples/03-mlp-digits.yaml");
    Spoken.by(() -> ClassArchive.load(experiment, directory)).done();
    assertThat(directory.resolve("study-report/report.html")).isNotEmptyFile();
  }

  @Test
  void bashReadsTheCompletion() throws IOException, InterruptedException {
    String script = Spoken.by("completion", "bash").done().out();
    Process bash = new ProcessBuilder(List.of("bash", "-c", completing())).start();
    bash.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
    bash.getOutputStream().close();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).isZero();
    assertThat(said.split("\\s+", -1)).contains("serve", "sensitivity").doesNotContain("man-page");
  }

  /** What is offered for {@code paretune se}. */
  private static String completing() {
    return "source /dev/stdin; COMP_WORDS=(paretune se); COMP_CWORD=1; COMP_LINE='paretune se';"
        + " _complete_paretune; echo \"${COMPREPLY[@]}\"";
  }

  @Test
  void theManPageTellsEveryCommandAndEscapesWhatRoffWouldTake() {
    String page = Spoken.by("man-page").done().out();
    assertThat(page)
        .contains(".SS \"paretune run\"", ".SS \"paretune profile measure\"", ".B \\-\\-out DIR")
        .doesNotContain("man\\-page\"");
    assertThat(page.lines())
        .noneMatch(line -> line.startsWith("'"))
        .filteredOn(line -> line.startsWith("."))
        .allMatch(line -> line.matches("\\.(TH|SH|SS|B|TP|PP)( .*)?"));
  }
}
