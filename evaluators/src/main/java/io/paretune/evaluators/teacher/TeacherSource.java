package io.paretune.evaluators.teacher;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.Guessing;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.train.forward.StepGate;
import java.nio.file.Path;
import java.util.List;

/** Where a teacher comes from. */
public sealed interface TeacherSource {

  /**
   * Checks that it can teach this data, as far as that can be known without training.
   *
   * @param largest the largest of the students
   * @param hidden what students may be asked to learn from its features; empty if they learn from
   *     its answers alone
   * @throws IllegalArgumentException if not
   */
  void requireFor(DataSet data, Network largest, List<FeatureLossKind> hidden);

  /**
   * Checks on some validation examples that it knows better than to guess, as far as that can be
   * known without training.
   *
   * @throws IllegalArgumentException if not, in one line that names the preprocessing
   */
  void requireBetter(DataSet data, Guessing guessing);

  /**
   * The family's largest network, trained first.
   *
   * @param settings how it is trained
   */
  record Largest(TrainingSettings settings) implements TeacherSource {
    @Override
    public void requireFor(DataSet data, Network largest, List<FeatureLossKind> hidden) {
      // the family builds it for any data
      hidden.forEach(kind -> kind.requirePairs(largest, largest));
    }

    @Override
    public void requireBetter(DataSet data, Guessing guessing) {
      // it knows nothing yet
    }
  }

  /**
   * A trained model in a file that reads examples as the students do, preprocessed alike.
   *
   * @param file ONNX or TorchScript; ONNX if its features are wanted
   */
  record File(Path file) implements TeacherSource {

    private static final int ASKED = 300;

    @Override
    public void requireFor(DataSet data, Network largest, List<FeatureLossKind> hidden) {
      if (hidden.isEmpty()) {
        FileTeacher.open(file, data, 1).close();
        return;
      }
      Network network = NetworkTeacher.open(file, data, 1).network();
      for (FeatureLossKind kind : hidden) {
        try {
          kind.requirePairs(largest, network);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "the teacher %s: %s".formatted(file, e.getMessage()), e);
        }
      }
    }

    @Override
    public void requireBetter(DataSet data, Guessing guessing) {
      try (FileTeacher teacher = FileTeacher.open(file, data, 1)) {
        int asked = Math.min(ASKED, data.validation().size());
        guessing.require(
            teacher
                .score(data.validation(), asked, StepGate.open())
                .of(data.head().task().reported()),
            "the teacher " + file,
            "the section 'data'");
      }
    }
  }
}
