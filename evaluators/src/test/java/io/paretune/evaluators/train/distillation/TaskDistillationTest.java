package io.paretune.evaluators.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.MultiLabel;
import io.paretune.evaluators.task.Regression;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import io.paretune.evaluators.task.targets.Targets;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Students of the tasks beside classification learn what their teacher answers, if told to. */
class TaskDistillationTest {

  private static final int ROWS = 128;

  /** Two numbers each. */
  private static float[] inputs() {
    Random random = new Random(3);
    float[] inputs = new float[2 * ROWS];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextFloat() * 2 - 1;
    }
    return inputs;
  }

  private static TrainSplit split(Task task, Targets targets) {
    Examples examples = Examples.ofFloats(InputShape.vector(2), targets, inputs());
    Preprocessing plain = new Preprocessing(1, List.of(0.0, 0.0), List.of(1.0, 1.0));
    return new TrainSplit(examples, plain, task.head(targets));
  }

  /** A teacher that answers as a file does, with numbers or probabilities. */
  private static Scorer teacher(int outputs, Row answer) {
    return new Scorer() {
      @Override
      public float[] logits(float[] inputs, int count) {
        float[] answers = new float[count * outputs];
        for (int i = 0; i < answers.length; i++) {
          int row = i / outputs;
          answers[i] = answer.of(inputs[2 * row], inputs[2 * row + 1], i % outputs);
        }
        return answers;
      }

      @Override
      public Predictions.Form form() {
        return Predictions.Form.ANSWERS;
      }
    };
  }

  private interface Row {
    float of(float x, float y, int output);
  }

  /** Raw outputs of a linear student that only listens to its teacher. */
  private static Predictions taught(TrainSplit train, Scorer teacher, double temperature) {
    Head head = train.head();
    Network network = Network.from(Shape.vector(2)).linear(head.outputs()).build();
    TrainingSettings settings =
        TrainingSettings.defaults()
            .withEpochs(60)
            .withBatchSize(16)
            .withWeightDecay(0)
            .withDistillation(temperature, 1);
    TeacherLogits logits = TeacherLogits.compute(teacher, train, settings.views(), StepGate.open());
    var weights =
        Trainer.onCpu()
            .train(
                network,
                Initialisation.kaiming(network, 1),
                train,
                new ValidationSplit(train.examples(), train.preprocessing(), head),
                settings,
                Optional.of(logits),
                EpochListener.untilTheEnd(),
                StepGate.open())
            .weights();
    try (Inference student = new Inference(network, weights, Device.cpu())) {
      return student.outputs(train, ROWS, StepGate.open());
    }
  }

  @Test
  void ofNumbersTheTeachersAreTheTargets() {
    float[] wrong = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      wrong[i] = i % 2 == 0 ? 900 : 1100; // mean 1000, deviation 100: the unit of raw outputs
    }
    TrainSplit train = split(new Regression(), NumberTargets.of("price", wrong));
    Row linear = (x, y, output) -> 1000 + 80 * x - 30 * y;
    // a temperature means nothing for numbers
    for (double temperature : List.of(1.0, 4.0)) {
      Predictions raw = taught(train, teacher(1, linear), temperature);
      float[] inputs = inputs();
      for (int i = 0; i < ROWS; i++) {
        double answered = train.head().scale().of(raw.at(i, 0));
        assertThat(answered).isCloseTo(linear.of(inputs[2 * i], inputs[2 * i + 1], 0), within(1.0));
      }
    }
  }

  @Test
  void ofOneOutputTheTeachersProbabilityIsTheTarget() {
    int[] wrong = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      wrong[i] = i % 2;
    }
    ClassTargets truth = ClassTargets.of(List.of("no", "yes"), wrong);
    assertProbabilities(split(new BinaryClassification(), truth), 1);
  }

  @Test
  void ofSeveralLabelsEachIsLearnedFromTheTeachers() {
    BitSet wrong = new BitSet();
    for (int i = 0; i < 3 * ROWS; i += 2) {
      wrong.set(i);
    }
    LabelTargets truth = LabelTargets.of(List.of("a", "b", "c"), ROWS, wrong);
    assertProbabilities(split(new MultiLabel(), truth), 3);
  }

  /** Logistic functions of lines, which a linear student can learn exactly. */
  private static void assertProbabilities(TrainSplit train, int outputs) {
    Row logistic =
        (x, y, output) -> (float) (1 / (1 + Math.exp(-(2 - output) * x - (1 + output) * y)));
    for (double temperature : List.of(1.0, 2.0)) {
      Predictions raw = taught(train, teacher(outputs, logistic), temperature);
      float[] inputs = inputs();
      for (int i = 0; i < ROWS; i++) {
        for (int output = 0; output < outputs; output++) {
          double answered = 1 / (1 + Math.exp(-raw.at(i, output)));
          assertThat(answered)
              .isCloseTo(logistic.of(inputs[2 * i], inputs[2 * i + 1], output), within(0.02));
        }
      }
    }
  }
}
