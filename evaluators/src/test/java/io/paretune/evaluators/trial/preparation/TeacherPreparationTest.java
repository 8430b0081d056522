package io.paretune.evaluators.trial.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.Distillation;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.preparation.kept.Place;
import io.paretune.evaluators.trial.preparation.kept.PreparationListener;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import io.paretune.search.space.Tunable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The family's largest network, trained before anybody learns from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TeacherPreparationTest {

  private static final int EPOCHS = 3;

  private static final Views VIEWS = new Views(Augmentation.SHIFT, 2, 1);

  private final Path shared;
  private final NetworkProblem problem = problem(Tunable.fixed("distillation.alpha", 0.5));
  private final Prepared prepared;

  TeacherPreparationTest(@TempDir Path shared) {
    this.shared = shared;
    this.prepared = in(shared, 5).prepare(PreparationListener.silent());
  }

  private static NetworkProblem problem(Tunable<Double> alpha) {
    TrainingSettings settings = TrainingSettings.defaults().withEpochs(EPOCHS).withBatchSize(64);
    Distillation taught =
        Distillation.soft(
            Tunable.fixed("distillation.temperature", 2.0),
            alpha,
            new TeacherSource.Largest(settings));
    TrialSpec spec = DigitsTask.task(Optional.of(taught));
    return spec.withSchedule(
            spec.schedule()
                .withTraining(settings.withViews(VIEWS).withEpochs(1))
                .withDistillation(taught))
        .open();
  }

  private TeacherPreparation in(Path directory, long seed) {
    return TeacherPreparation.of(problem, seed, new Place(directory, StepGate.open()))
        .orElseThrow();
  }

  private static PreparationListener killedAfter(int epochs) {
    return (step, of, loss) -> {
      if (step == epochs) {
        throw new IllegalStateException("killed");
      }
    };
  }

  @Test
  void learns() {
    assertThat(prepared.found()).isFalse();
    assertThat(prepared.curve().points()).hasSize(EPOCHS);
    assertThat(prepared.curve().points().get(EPOCHS - 1).figures().get("accuracy"))
        .isBetween(0.6, 1.0);
  }

  @Test
  void isTrainedAndAskedOnce() {
    List<String> said = new ArrayList<>();
    Prepared again =
        in(shared, 5)
            .prepare(
                new PreparationListener() {
                  @Override
                  public void done(int step, int of, double loss) {
                    said.add("epoch " + step);
                  }

                  @Override
                  public void says(String what) {
                    said.add(what);
                  }
                });
    assertThat(said).isEmpty();
    assertThat(again.found()).isTrue();
    assertThat(again.curve()).isEqualTo(prepared.curve());
  }

  @Test
  void itsAnswersAreThoseOfItsWeightsToEachView() {
    TeacherPreparation teacher = in(shared, 5);
    TeacherLogits answers = teacher.answers(VIEWS);
    WeightedNetwork network = teacher.network();
    float[] kept = new float[10];
    answers.copy(1, 89, kept, 0);
    try (Inference inference = new Inference(network.network(), network.weights(), Device.cpu())) {
      float[] asked = inference.logits(VIEWS.inputs(problem.data().train(), 1, 0, 90), 90);
      assertThat(kept).containsExactly(Arrays.copyOfRange(asked, 890, 900), within(1e-4f));
    }
  }

  @Test
  void anotherSeedIsAnotherTeacher(@TempDir Path directory) {
    assertThatThrownBy(() -> in(shared, 6).prepare(killedAfter(1))).hasMessage("killed");
  }

  @Test
  void goesOnAfterTwoKillsAsIfThereHadBeenNone(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> in(directory, 5).prepare(killedAfter(1))).hasMessage("killed");
    assertThatThrownBy(() -> in(directory, 5).prepare(killedAfter(2))).hasMessage("killed");
    List<Integer> steps = new ArrayList<>();
    Prepared resumed = in(directory, 5).prepare((step, of, loss) -> steps.add(step));
    assertThat(steps).containsExactly(3);
    assertThat(resumed.file()).hasSameBinaryContentAs(prepared.file());
    assertThat(resumed.curve()).isEqualTo(prepared.curve());
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.toString().replaceFirst(".*?\\.", "")))
          .containsExactlyInAnyOrder("lock", "weights", "curve.json", "lock", "logits");
    }
  }

  @Test
  void whoeverNeverLearnsFromItNeedsNone() {
    assertThat(
            TeacherPreparation.of(
                problem(Tunable.fixed("distillation.alpha", 0.0)),
                5,
                new Place(shared, StepGate.open())))
        .isEmpty();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsTold(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> in(file, 5).answers(VIEWS))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the teacher cannot be kept in " + file);
  }
}
