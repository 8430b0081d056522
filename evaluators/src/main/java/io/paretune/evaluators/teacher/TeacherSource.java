package io.paretune.evaluators.teacher;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.train.TrainingSettings;
import java.nio.file.Path;

/** Where a teacher comes from. */
public sealed interface TeacherSource {

  /**
   * Checks that it can teach this data, as far as that can be known without training.
   *
   * @throws IllegalArgumentException if not
   */
  void requireFor(DataSet data);

  /**
   * The family's largest network, trained first.
   *
   * @param settings how it is trained
   */
  record Largest(TrainingSettings settings) implements TeacherSource {
    @Override
    public void requireFor(DataSet data) {
      // the family builds it for any data
    }
  }

  /**
   * A trained classifier in a file that reads examples as the students do, preprocessed alike.
   *
   * @param file ONNX or TorchScript
   */
  record File(Path file) implements TeacherSource {
    @Override
    public void requireFor(DataSet data) {
      FileTeacher.open(file, data, 1).close();
    }
  }
}
