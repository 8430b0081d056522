package io.paretune.evaluators.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherCacheTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults()
          .withEpochs(1)
          .withBatchSize(30)
          .withViews(new Views(Augmentation.SHIFT, 2, 1));
  @TempDir Path directory = Path.of("");
  private final DataSet data = Samples.halves();
  private final Network network = Samples.residual(4);

  private Teacher get(TrainingSettings settings) {
    return new TeacherCache(directory, Device.cpu()).get(network, data, settings, StepGate.open());
  }

  private static float[] answers(Teacher teacher) {
    float[] answers = new float[6];
    teacher.logits().copy(0, 17, answers, 0);
    teacher.logits().copy(1, 89, answers, 3);
    return answers;
  }

  /** No machine has a hundred GPUs. */
  @Test
  void aTeacherIsTrainedOnTheDevice() {
    TeacherCache elsewhere = new TeacherCache(directory, Device.gpu(99));
    assertThat(elsewhere.device()).isEqualTo(Device.gpu(99));
    assertThatThrownBy(() -> elsewhere.get(network, data, SETTINGS, StepGate.open()))
        .isInstanceOf(EngineException.class);
  }

  @Test
  void aTeacherIsTrainedOnceAndThenFound() {
    Teacher first = get(SETTINGS);
    Teacher second = get(SETTINGS.withDistillation(4, 0.9));
    assertThat(first.reused()).isFalse();
    assertThat(second.reused()).isTrue();
    assertThat(second.weights()).isEqualTo(first.weights());
    assertThat(second.validationScore()).isEqualTo(first.validationScore());
    assertThat(answers(second)).isEqualTo(answers(first));
    assertThat(get(SETTINGS.withSeed(5)).reused()).isFalse();
  }

  @Test
  void itsAnswersAreThoseOfItsWeightsToEachView() {
    Teacher teacher = get(SETTINGS);
    try (Inference inference = new Inference(network, teacher.weights(), Device.cpu())) {
      float[] scores = inference.logits(SETTINGS.views().inputs(data.train(), 1, 0, 90), 90);
      float[] last = {scores[89 * 3], scores[89 * 3 + 1], scores[89 * 3 + 2]};
      float[] answers = answers(teacher);
      assertThat(new float[] {answers[3], answers[4], answers[5]}).isEqualTo(last);
    }
  }

  @Test
  void ofTwoAtTheSameTimeOneTrainsAndTheOtherWaits() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Teacher>> both =
          List.of(threads.submit(() -> get(SETTINGS)), threads.submit(() -> get(SETTINGS)));
      assertThat(List.of(both.get(0).get().reused(), both.get(1).get().reused()))
          .containsExactlyInAnyOrder(true, false);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatAKilledTrainingLeftIsNotTaken() throws IOException {
    get(SETTINGS);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".score")).toList()) {
        Files.delete(file);
      }
    }
    assertThat(get(SETTINGS).reused()).isFalse();
    assertThat(get(SETTINGS).reused()).isTrue();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsTold() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    TeacherCache cache = new TeacherCache(file, Device.cpu());
    assertThatThrownBy(() -> cache.get(network, data, SETTINGS, StepGate.open()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the teacher's cache");
  }
}
