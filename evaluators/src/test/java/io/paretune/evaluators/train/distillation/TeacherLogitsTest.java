package io.paretune.evaluators.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherLogitsTest {
  private final TrainSplit train = Samples.halves().train();
  private final Views views = new Views(Augmentation.SHIFT, 3, 1);

  /** Answers with the first three values of an example. */
  private final Scorer teacher =
      (inputs, count) -> {
        float[] scores = new float[3 * count];
        for (int i = 0; i < scores.length; i++) {
          scores[i] = inputs[i / 3 * 64 + i % 3];
        }
        return scores;
      };

  @TempDir Path directory = Path.of("");

  @Test
  void aFileGivesTheAnswersThatMemoryGivesWhereverTheyAreReadFrom() throws IOException {
    TeacherLogits memory = TeacherLogits.compute(teacher, train, views, StepGate.open());
    Path file = directory.resolve("answers");
    TeacherLogits.compute(teacher, train, views, StepGate.open(), file);
    for (long worthAFile : new long[] {0, Long.MAX_VALUE}) {
      TeacherLogits loaded = TeacherLogits.load(file, worthAFile);
      loaded.requireFor(train, views, 3);
      float[] expected = new float[4];
      float[] actual = new float[4];
      for (int view = 0; view < 3; view++) {
        for (int example = 0; example < train.size(); example++) {
          memory.copy(view, example, expected, 1);
          loaded.copy(view, example, actual, 1);
          assertThat(actual).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aFileThatIsCutShortIsRefused() throws IOException {
    Path file = directory.resolve("answers");
    TeacherLogits.compute(teacher, train, views, StepGate.open(), file);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 4));
    assertThatThrownBy(() -> TeacherLogits.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected 3240 bytes of logits, found 3236");
  }
}
