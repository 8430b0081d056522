package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.teacher.FileTeacher;
import io.paretune.evaluators.teacher.NetworkTeacher;
import io.paretune.evaluators.teacher.Teacher;
import io.paretune.evaluators.teacher.TeacherCache;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.evaluators.train.distillation.FeatureTeacher;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Views;
import io.paretune.evaluators.trial.Distillation;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.TrialChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the students of a search learn from their teacher. It is trained, or asked, when the first
 * training of a trial wants it.
 */
public final class TeacherProvider {

  private final NetworkProblem problem;
  private final DataSet data;
  private final TeacherCache teachers;
  private final long seed;
  private final int threads;
  private final StepGate gate;
  private @Nullable NetworkTeacher imported;
  private @Nullable TrialPoint asked;
  private Lesson last = Lesson.none();

  /**
   * @param teachers keeps what teachers know
   * @param seed the study's, from which a teacher is trained
   * @param threads native threads for asking a file
   * @param gate goes around every step of a teacher
   */
  public TeacherProvider(
      NetworkProblem problem, TeacherCache teachers, long seed, int threads, StepGate gate) {
    this.problem = problem;
    this.data = problem.data();
    this.teachers = teachers;
    this.seed = seed;
    this.threads = threads;
    this.gate = gate;
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
    Schedule schedule = problem.spec().schedule();
    if (schedule.distillation().isEmpty()) {
      return Lesson.none();
    }
    Distillation taught = schedule.distillation().get();
    Optional<FeatureLossKind> kind = taught.features().at(point.assignment());
    if (point.settings().soft().alpha() == 0 && kind.isEmpty()) {
      return Lesson.none();
    }
    channel.phase("teacher");
    Views views = point.settings().views();
    if (taught.teacher() instanceof TeacherSource.File source) {
      return taught.featureKinds().isEmpty()
          ? answersOf(source, views)
          : ofNetwork(source, taught, kind, point.assignment(), views);
    }
    return ofLargest(
        (TeacherSource.Largest) taught.teacher(), taught, kind, point.assignment(), views);
  }

  private Lesson ofLargest(
      TeacherSource.Largest source,
      Distillation taught,
      Optional<FeatureLossKind> kind,
      Assignment assignment,
      Views views) {
    Network network = problem.family().largest(problem.context());
    // one teacher for all students, however their own views are searched
    Views usual = problem.spec().schedule().training().usual().views();
    TrainingSettings settings = source.settings().withViews(usual).withSeed(seed);
    Optional<WeightedNetwork> given = problem.model();
    Teacher teacher =
        given.isPresent()
            ? teachers.given(given.get(), data, settings, gate)
            : teachers.get(network, data, settings, gate);
    Network taughtBy = given.map(WeightedNetwork::network).orElse(network);
    TeacherLogits answers =
        views.equals(usual) ? teacher.logits() : answersOf(taughtBy, teacher.weights(), views);
    return new Lesson(
        Optional.of(answers),
        kind.map(of -> hidden(taughtBy, teacher.weights(), of, taught, assignment)));
  }

  private TeacherLogits answersOf(Network network, Weights weights, Views views) {
    String content = "views" + network.contentHash() + weights.contentHash();
    try (Inference inference = new Inference(network, weights, teachers.device())) {
      return teachers.answers(inference, content, data, views, gate);
    }
  }

  private Lesson answersOf(TeacherSource.File source, Views views) {
    try (FileTeacher file = FileTeacher.open(source.file(), data, threads)) {
      return new Lesson(
          Optional.of(teachers.answers(file, file.contentHash(), data, views, gate)),
          Optional.empty());
    }
  }

  /**
   * A trial that learns from answers alone has them from the imported network, too, if others
   * compare features: they are asked for once.
   */
  private Lesson ofNetwork(
      TeacherSource.File source,
      Distillation taught,
      Optional<FeatureLossKind> kind,
      Assignment assignment,
      Views views) {
    if (imported == null) {
      imported = NetworkTeacher.open(source.file(), data, threads);
    }
    NetworkTeacher teacher = imported;
    TeacherLogits answers;
    try (Inference inference = teacher.inference(teachers.device())) {
      answers = teachers.answers(inference, "network" + teacher.contentHash(), data, views, gate);
    }
    return new Lesson(
        Optional.of(answers),
        kind.map(of -> hidden(teacher.network(), teacher.weights(), of, taught, assignment)));
  }

  private static FeatureTeacher hidden(
      Network network,
      Weights weights,
      FeatureLossKind kind,
      Distillation taught,
      Assignment assignment) {
    return new FeatureTeacher(network, weights, kind, taught.beta().at(assignment));
  }
}
