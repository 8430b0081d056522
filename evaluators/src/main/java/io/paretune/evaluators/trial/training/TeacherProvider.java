package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.train.distillation.FeatureTeacher;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.trial.Distillation;
import io.paretune.evaluators.trial.preparation.TeacherPreparation;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.TrialChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the students of a search learn from their teacher, which is prepared before the first trial;
 * where nobody has, the first training of a trial does.
 */
public final class TeacherProvider {

  private final Optional<Distillation> distillation;
  private final Optional<TeacherPreparation> teacher;
  private @Nullable TrialPoint asked;
  private Lesson last = Lesson.none();

  /**
   * @param distillation how students learn
   * @param teacher whom they learn from; empty if from nobody
   */
  public TeacherProvider(
      Optional<Distillation> distillation, Optional<TeacherPreparation> teacher) {
    this.distillation = distillation;
    this.teacher = teacher;
  }

  /** What a student learns from beside the labels. */
  record Lesson(Optional<TeacherLogits> answers, Optional<FeatureTeacher> features) {
    static Lesson none() {
      return new Lesson(Optional.empty(), Optional.empty());
    }
  }

  /** The lesson of a trial, its teacher trained or asked if that is still to do. */
  Lesson lesson(TrialPoint point, TrialChannel channel) {
    if (!point.equals(asked)) {
      last = at(point, channel);
      asked = point;
    }
    return last;
  }

  private Lesson at(TrialPoint point, TrialChannel channel) {
    if (distillation.isEmpty() || teacher.isEmpty()) {
      return Lesson.none();
    }
    Optional<FeatureLossKind> kind = distillation.get().features().at(point.assignment());
    if (point.settings().soft().alpha() == 0 && kind.isEmpty()) {
      return Lesson.none();
    }
    channel.phase("teacher");
    TeacherPreparation from = teacher.get();
    return new Lesson(
        Optional.of(from.answers(point.settings().views())),
        kind.map(of -> features(from.network(), of, distillation.get(), point.assignment())));
  }

  private static FeatureTeacher features(
      WeightedNetwork network, FeatureLossKind kind, Distillation taught, Assignment assignment) {
    return new FeatureTeacher(
        network.network(), network.weights(), kind, taught.beta().at(assignment));
  }
}
