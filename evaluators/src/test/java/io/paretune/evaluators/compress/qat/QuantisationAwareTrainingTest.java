package io.paretune.evaluators.compress.qat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.EpochResult;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuantisationAwareTrainingTest {

  private static final QuantisationPlan PLAN = QuantisationPlan.none();
  private static final float OUTLIER = 130;
  private final DataSet data = DataSets.open(DataSpec.of("digits"));
  private final TrainingSettings settings = TrainingSettings.defaults().withEpochs(4);
  private final float[][] images = inputs(data.train(), 128);
  private final WeightedNetwork trained = trained();

  private WeightedNetwork trained() {
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(Shape.image(1, 8, 8), 10)
                    .with("stages", 2)
                    .with("width", 8)
                    .with("depth", 1)
                    .with("kernel", 3));
    WeightedNetwork start = new WeightedNetwork(network, Initialisation.kaiming(network, 1));
    return new WeightedNetwork(
        network, train(start, settings, WeightTransform.identity()).weights());
  }

  private Trained train(WeightedNetwork start, TrainingSettings how, ForwardTransform transform) {
    return Trainer.onCpu()
        .through(transform)
        .train(
            start.network(),
            start.weights(),
            data.train(),
            data.validation(),
            how,
            Optional.empty(),
            EpochListener.untilTheEnd(),
            StepGate.open());
  }

  @ParameterizedTest
  @EnumSource(value = QuantisationTraining.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void trainingWithTheRoundingWinsBackWhatItCosts(QuantisationTraining kind) {
    // An outlier among the calibration images takes nearly all levels of every range.
    float[][] spoilt = images.clone();
    spoilt[0] = images[0].clone();
    for (int i = 0; i < spoilt[0].length; i++) {
      spoilt[0][i] *= OUTLIER;
    }
    QuantisationPlan plan =
        PLAN.withBits(trained.network(), 8).withCalibration(CalibrationKind.MIN_MAX);
    double floats =
        accuracy(PlannedExport.encode(trained.network(), trained.weights(), PLAN, images, 1));
    double rounded =
        accuracy(PlannedExport.encode(trained.network(), trained.weights(), plan, spoilt, 1));
    QuantisationAwareTraining aware =
        QuantisationAwareTraining.prepare(trained, plan.withTraining(kind), spoilt, 1);
    Trained tuned = train(aware.start(), aware.settings(settings, 6), aware.transform());
    double recovered = accuracy(aware.encode(tuned));
    assertThat(rounded).isLessThan(floats - 0.1);
    assertThat(recovered).isGreaterThan(rounded + 0.4 * (floats - rounded));
  }

  Stream<QuantisationPlan> plans() {
    Network network = trained.network();
    Map<String, Integer> mixed = new LinkedHashMap<>();
    int[] widths = {8, 32, 4, 16};
    for (String block : network.blocks()) {
      mixed.put(block, widths[mixed.size() % widths.length]);
    }
    return Stream.of(
            PLAN.withBits(network, 8),
            PLAN.withBits(network, 8).withActivations(Activations.DYNAMIC),
            PLAN.withBits(network, 4),
            PLAN.withBits(mixed).withBiasCorrection(true).withEqualisation(true))
        .flatMap(
            plan ->
                Stream.of(QuantisationTraining.STRAIGHT_THROUGH, QuantisationTraining.LEARNED_STEPS)
                    .map(plan::withTraining));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void theFileAnswersAsTheTrainedNetworkDoes(QuantisationPlan plan) {
    QuantisationAwareTraining aware = QuantisationAwareTraining.prepare(trained, plan, images, 1);
    Trained tuned = train(aware.start(), aware.settings(settings, 1), aware.transform());
    byte[] file = aware.encode(tuned);
    assertThat(tuned.validationScore()).isGreaterThan(0.95);
    assertThat(accuracy(file)).isCloseTo(tuned.validationScore(), within(0.004));
    assertThat(difference(aware, tuned, file, inputs(data.validation(), 64))).isLessThan(0.02);
  }

  @Property(tries = 40, seed = "41001")
  void anyNetworkIsRoundedInTrainingWhereItsFileIs(@ForAll long seed) {
    Network network = RandomNetworks.network(seed);
    WeightedNetwork model = new WeightedNetwork(network, RandomNetworks.weights(network, seed));
    float[][] examples = RandomNetworks.examples(network, 32, seed);
    QuantisationPlan plan =
        PLAN.withBits(network, 8).withTraining(QuantisationTraining.LEARNED_STEPS);
    QuantisationAwareTraining aware = QuantisationAwareTraining.prepare(model, plan, examples, 1);
    Trained untouched =
        new Trained(
            aware.start().weights(),
            aware.transform().parameters(),
            List.of(new EpochResult(1, 0, 0)),
            false);
    assertThat(difference(aware, untouched, aware.encode(untouched), examples)).isLessThan(0.05);
  }

  /** The largest difference of two scores, as a share of the largest score. */
  private static double difference(
      QuantisationAwareTraining aware, Trained tuned, byte[] file, float[][] examples) {
    Network network = aware.start().network();
    int elements = network.input().elements();
    float[] flat = new float[examples.length * elements];
    for (int i = 0; i < examples.length; i++) {
      System.arraycopy(examples[i], 0, flat, i * elements, elements);
    }
    try (BatchModel classifier = BatchModel.onnx(file, 1);
        Inference inference =
            new Inference(
                network, tuned.weights(), aware.transform(), tuned.parameters(), Device.cpu())) {
      float[][] fromFile = classifier.logits(examples);
      float[] fromTraining = inference.logits(flat, examples.length);
      int classes = network.outputs();
      double largest = 0;
      double apart = 0;
      for (int i = 0; i < fromTraining.length; i++) {
        largest = Math.max(largest, Math.abs(fromTraining[i]));
        apart = Math.max(apart, Math.abs(fromTraining[i] - fromFile[i / classes][i % classes]));
      }
      return apart / largest;
    }
  }

  /** At thirty times the rate: what is learned is worth nothing, but the steps stay steps. */
  @ParameterizedTest
  @ValueSource(ints = {8, 4})
  void noStepMovesFartherThanTwice(int bits) {
    QuantisationPlan plan =
        PLAN.withBits(trained.network(), bits).withTraining(QuantisationTraining.LEARNED_STEPS);
    QuantisationAwareTraining aware = QuantisationAwareTraining.prepare(trained, plan, images, 1);
    Weights before = aware.transform().parameters();
    TrainingSettings wild = aware.settings(settings, 1);
    Trained tuned =
        train(aware.start(), wild.withLearningRate(30 * wild.learningRate()), aware.transform());
    LearnedGrids from = aware.grids(with(tuned, before));
    LearnedGrids to = aware.grids(tuned);
    List<Double> moves = new ArrayList<>();
    from.ranges()
        .forEach(
            (name, range) ->
                moves.add(
                    (double) Objects.requireNonNull(to.ranges().get(name)).high() / range.high()));
    from.steps()
        .forEach(
            (name, steps) -> {
              for (int i = 0; i < steps.size(); i++) {
                moves.add(
                    (double) Objects.requireNonNull(to.steps().get(name)).at(i) / steps.at(i));
              }
            });
    assertThat(moves).allMatch(move -> move > 0.4999 && move < 2.0001);
    assertThat(moves).anyMatch(move -> Math.abs(Math.log(move)) > 0.999 * Math.log(2));
  }

  private static Trained with(Trained trained, Weights parameters) {
    return new Trained(trained.weights(), parameters, trained.history(), trained.stopped());
  }

  @Test
  void theSameSeedGivesTheSameFile() {
    QuantisationPlan plan =
        PLAN.withBits(trained.network(), 8).withTraining(QuantisationTraining.LEARNED_STEPS);
    byte[][] files = new byte[2][];
    for (int i = 0; i < 2; i++) {
      QuantisationAwareTraining aware = QuantisationAwareTraining.prepare(trained, plan, images, 1);
      TrainingSettings how = aware.settings(settings, 1);
      files[i] = aware.encode(train(aware.start(), how, aware.transform()));
    }
    assertThat(files[0]).isEqualTo(files[1]);
  }

  @Test
  void aPlanWithoutTrainingOrWithoutFewBitsIsRefused() {
    Weights weights = trained.weights();
    for (QuantisationPlan plan :
        List.of(
            PLAN.withBits(trained.network(), 8),
            PLAN.withBits(trained.network(), 16)
                .withTraining(QuantisationTraining.STRAIGHT_THROUGH))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  QuantisationAwareTraining.prepare(
                      new WeightedNetwork(trained.network(), weights), plan, images, 1))
          .withMessageContaining("8 or 4 bits");
    }
  }

  private double accuracy(byte[] file) {
    float[][] inputs = inputs(data.validation(), data.validation().size());
    int right = 0;
    try (BatchModel classifier = BatchModel.onnx(file, 1)) {
      float[][] logits = classifier.logits(inputs);
      for (int i = 0; i < logits.length; i++) {
        right += argmax(logits[i]) == ((ClassTargets) data.validation().targets()).at(i) ? 1 : 0;
      }
    }
    return (double) right / inputs.length;
  }

  private static float[][] inputs(Split split, int count) {
    float[][] inputs = new float[count][split.examples().shape().volume()];
    for (int i = 0; i < count; i++) {
      split.copyInput(i, inputs[i], 0);
    }
    return inputs;
  }

  private static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
