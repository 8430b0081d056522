package io.paretune.evaluators.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A teacher that went through a file: other names, other blocks, normalisation folded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportedTeacherTest {

  private static final int BATCH = 30;
  private final DataSet data = Samples.halves();
  private ImportedModel imported = read(Samples.residual(8), weights(Samples.residual(8)));
  private ImportedModel unpadded = read(unpadded(), weights(unpadded()));

  private static Weights weights(Network network) {
    return Initialisation.kaiming(network, 2);
  }

  private static ImportedModel read(Network network, Weights weights) {
    WeightedNetwork folded = FoldBatchNorm.fold(network, weights);
    return OnnxImport.read(OnnxExport.encode(folded.network(), folded.weights()));
  }

  /** Sizes 6 and 3, which a padded student does not have. */
  private static Network unpadded() {
    NetworkBuilder net = Network.from(Shape.image(1, 8, 8));
    net.block("a").conv(8, Window.square(3), 1, false).batchNorm().relu();
    net.block("b").conv(16, 3, 2).batchNorm().relu();
    return net.block("c").globalAveragePool().flatten().linear(3).build();
  }

  @BeforeAll
  void teachersAreTrainedAndWritten() {
    imported = trained(Samples.residual(8));
    unpadded = trained(unpadded());
    assertThat(imported.network().blocks()).doesNotContain("stem", "head");
  }

  private ImportedModel trained(Network network) {
    return read(network, train(Optional.empty(), network, weights(network)).weights());
  }

  private Trained train(Optional<FeatureTeacher> teacher, Network student, Weights initial) {
    return train(teacher, student, initial, 3);
  }

  private Trained train(
      Optional<FeatureTeacher> teacher, Network student, Weights initial, int epochs) {
    return Trainer.onCpu()
        .towards(teacher)
        .train(
            student,
            initial,
            data.train(),
            data.validation(),
            TrainingSettings.defaults().withEpochs(epochs).withBatchSize(16),
            Optional.empty(),
            EpochListener.untilTheEnd(),
            StepGate.open());
  }

  private static FeatureTeacher teacher(ImportedModel model, FeatureLossKind kind) {
    return new FeatureTeacher(model.network(), model.weights(), kind, 3);
  }

  private static NDManager manager() {
    return Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  }

  @ParameterizedTest
  @CsvSource({"FEATURE, 8", "ATTENTION, 4"})
  void aStudentIsDrawnTowardsItsTeacher(FeatureLossKind kind, int width) {
    FeatureTeacher teacher = teacher(imported, kind);
    Network student = Samples.residual(width);
    Weights initial = Initialisation.kaiming(student, 1);
    Trained drawn = train(Optional.of(teacher), student, initial);
    Trained alone = train(Optional.empty(), student, initial);
    assertThat(drawn.validationScore()).isGreaterThan(0.9);
    assertThat(FeatureDistance.of(data, teacher, student, drawn.weights()))
        .isLessThan(0.7 * FeatureDistance.of(data, teacher, student, alone.weights()));
    // the same to the last bit when it is done again
    assertThat(train(Optional.of(teacher), student, initial).weights().contentHash())
        .isEqualTo(drawn.weights().contentHash());
  }

  @Test
  void aStudentOfOtherSizesIsDrawnTowardsItsTeacherToo() {
    FeatureTeacher teacher = teacher(unpadded, FeatureLossKind.ATTENTION);
    Network student = Samples.residual(4);
    Weights initial = Initialisation.kaiming(student, 1);
    Trained drawn = train(Optional.of(teacher), student, initial, 12);
    Trained alone = train(Optional.empty(), student, initial, 12);
    assertThat(FeatureDistance.of(data, teacher, student, drawn.weights()))
        .isLessThan(0.7 * FeatureDistance.of(data, teacher, student, alone.weights()));
  }

  @ParameterizedTest
  @EnumSource
  void theTeacherStaysAsItIsAndNothingIsLeftBehind(FeatureLossKind kind) {
    Network student = Samples.residual(4);
    FeatureTeacher teacher = teacher(unpadded, kind);
    try (NDManager manager = manager()) {
      FeatureLoss loss = new FeatureLoss(student, teacher, 1, manager);
      WeightArrays weights = new WeightArrays(student, Initialisation.kaiming(student, 1), manager);
      int before = manager.getManagedArrays().size();
      float first = step(loss, student, weights, manager);
      assertThat(first).isPositive();
      for (int i = 0; i < 3; i++) {
        assertThat(step(loss, student, weights, manager)).isEqualTo(first);
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  /** One step without an update: the loss, after its gradient was taken. */
  private float step(FeatureLoss loss, Network student, WeightArrays weights, NDManager manager) {
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray batch =
          step.create(data.train().inputs(0, BATCH), Inference.batchShape(student, BATCH));
      Map<String, NDArray> leaves = new HashMap<>(weights.leaves(step));
      leaves.putAll(loss.projections().leaves(step));
      Map<String, NDArray> values =
          Forward.values(student, leaves, batch, Mode.TRAINING, WeightTransform.identity());
      NDArray value = loss.of(batch, values, leaves, step);
      collector.backward(value);
      NDArray weight = Objects.requireNonNull(leaves.get("body.conv2.weight"));
      assertThat(weight.getGradient().abs().sum().getFloat()).isPositive();
      return value.getFloat();
    }
  }
}
