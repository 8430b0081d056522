package io.paretune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.robustness.Robustness;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.experiments.config.ExperimentReader;
import io.paretune.experiments.evaluation.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are judged on the test split while there is time. */
class FrontExamTest {

  private static final String EXPERIMENT =
      """
      name: tiny
      data: digits
      family: {name: resnet, stages: 1, width: [8, 16], depth: 1, kernel: 3}
      objectives:
        - {metric: accuracy, direction: maximize}
        - {metric: parameters, direction: minimize}
      budget: {trials: 1}
      """;

  private static final Network NETWORK =
      new ResNetFamily()
          .largest(
              FamilyContext.of(Shape.image(1, 8, 8), 10)
                  .with("stages", 1)
                  .with("width", 8)
                  .with("depth", 1)
                  .with("kernel", 3));

  private final TestSplitEvaluation split =
      TestSplitEvaluation.of(
          new ExperimentReader(new Sources())
              .read("tiny", EXPERIMENT, Path.of(""))
              .evaluation()
              .networks()
              .orElseThrow());
  private final Path file;

  FrontExamTest(@TempDir Path directory) {
    file = directory.resolve("network.onnx");
    OnnxExport.write(NETWORK, Initialisation.kaiming(NETWORK, 1), file);
  }

  /** Time for so many files, of which one is cut off if it is over. */
  private static final class Counted implements TimeLeft {
    private final List<Duration> asked = new ArrayList<>();
    private final int files;
    private final boolean over;

    Counted(int files, boolean over) {
      this.files = files;
      this.over = over;
    }

    @Override
    public boolean fits(Duration expected) {
      asked.add(expected);
      return asked.size() <= files;
    }

    @Override
    public boolean isOver() {
      return over;
    }
  }

  @Test
  void aFileIsBegunIfItWouldEndInTimeAsTheSlowestBeforeIt() {
    Counted time = new Counted(1, false);
    FrontExam exam = new FrontExam(split, 1, time);
    assertThat(exam.of(file).orElseThrow().metrics()).containsKey("test-accuracy");
    assertThat(exam.of(file)).isEmpty();
    assertThat(time.asked.get(0)).isZero();
    assertThat(time.asked.get(1)).isPositive();
  }

  @Test
  void aFileThatTakesTooLongIsGivenUp() {
    assertThat(new FrontExam(split, 1, new Counted(9, true)).of(file)).isEmpty();
  }

  @Test
  void aFileIsComparedUnderCorruptions(@TempDir Path directory) {
    Path other = directory.resolve("other.onnx");
    OnnxExport.write(NETWORK, Initialisation.kaiming(NETWORK, 2), other);

    Robustness same = split.robustness(file, file, sixty());
    Robustness found = split.robustness(file, other, sixty());

    assertThat(found.rows())
        .extracting(Robustness.Row::condition)
        .containsExactly("as they are", "noise 0.06", "blur 0.6", "brightness 0.2", "jpeg 0.5");
    assertThat(same.rows())
        .allSatisfy(
            row -> {
              assertThat(row.changed()).hasValue(0);
              assertThat(row.other()).isEqualTo(row.original());
            });
    assertThat(found.rows().get(0).changed().orElseThrow()).isPositive();
    assertThat(found.worst()).isPresent();
    assertThat(found.text()).contains("60 test examples", "worst class", "recall of");
    assertThat(found.json()).contains("\"condition\" : \"jpeg 0.5\"", "\"worst-class\"");
    assertThat(split.robustness(file, other, sixty())).isEqualTo(found);
  }

  /** Slow files are asked less. */
  @Test
  void theComparisonTakesWhatItMay() {
    TestSplitEvaluation.Asking hurried =
        new TestSplitEvaluation.Asking(1, 60, Duration.ZERO, StepGate.open());
    assertThat(split.robustness(file, file, hurried).examples()).isEqualTo(20);
  }

  private static TestSplitEvaluation.Asking sixty() {
    return new TestSplitEvaluation.Asking(1, 60, Duration.ofMinutes(10), StepGate.open());
  }
}
