package io.paretune.evaluators.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.deployment.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files of a network that was really trained, on real images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TorchScriptOnImagesTest {

  private static final int IMAGES = 200;

  private final DataSet data = DataSets.open(DataSpec.of("fashion-mini"));
  private final Network network =
      new ResNetFamily()
          .largest(
              FamilyContext.of(Shape.image(1, 28, 28), 10)
                  .with("width", 8)
                  .with("depth", 1)
                  .with("kernel", 3)
                  .with("stem-stride", 2));
  private Weights weights = Initialisation.kaiming(network, 1);
  private float[][] images = new float[0][];

  @BeforeAll
  void train() {
    weights =
        io.paretune.evaluators.train.Trainer.onCpu()
            .train(
                network,
                weights,
                data.train(),
                data.validation(),
                TrainingSettings.defaults().withEpochs(3),
                Optional.empty(),
                EpochListener.untilTheEnd(),
                StepGate.open())
            .weights();
    images = images(data.validation(), IMAGES);
  }

  private float[][] images(Split split, int count) {
    float[][] all = new float[count][network.input().elements()];
    for (int i = 0; i < count; i++) {
      split.copyInput(i, all[i], 0);
    }
    return all;
  }

  @Test
  void everyPrecisionKeepsTheAnswers() {
    WeightedNetwork folded = FoldBatchNorm.fold(network, weights);
    for (WeightedNetwork form : List.of(new WeightedNetwork(network, weights), folded)) {
      assertThat(verified(form, Precision.FLOAT32).sameClass()).isEqualTo(1);
      assertThat(verified(form, Precision.FLOAT16).worst()).isLessThan(0.005);
      Agreement rounded = verified(form, Precision.BFLOAT16);
      assertThat(rounded.worst()).isBetween(1e-4, 0.05);
      assertThat(rounded.sameClass()).isGreaterThan(0.97);
    }
  }

  private Agreement verified(WeightedNetwork form, Precision precision) {
    return VerifiedTorchScript.encode(form.network(), form.weights(), precision, images, 1)
        .agreement();
  }

  @Test
  void whatDiffersIsNotVerified() {
    // weights that fit, and activations beyond what the format can hold
    String first = network.tensors().get(0).name();
    Tensor kernel = weights.get(first);
    float[] large = kernel.toArray();
    Arrays.fill(large, 10_000f);
    WeightedNetwork broken =
        FoldBatchNorm.fold(network, weights.with(first, Tensor.of(large, kernel.shape())));
    assertThatThrownBy(() -> verified(broken, Precision.FLOAT16))
        .isInstanceOf(TorchScriptException.class)
        .hasMessageContaining("must compute what the network does");
  }

  @Test
  void aFileCanBeTrainedOn(@TempDir Path directory) throws Exception {
    Weights fresh = Initialisation.kaiming(network, 9);
    Path file =
        Files.write(
            directory.resolve("trainable.pt"),
            TorchScriptExport.encode(network, fresh, Precision.FLOAT32));
    int batch = 64;
    try (Model model = Model.newInstance("trainable", Device.cpu(), "PyTorch")) {
      model.load(file, null, Map.of("trainParam", "true"));
      List<String> trainable = new ArrayList<>();
      for (Pair<String, Parameter> parameter : model.getBlock().getParameters()) {
        if (parameter.getValue().getArray().hasGradient()) {
          trainable.add(parameter.getKey());
        }
      }
      assertThat(trainable)
          .containsExactlyInAnyOrderElementsOf(
              network.tensors().stream()
                  .filter(spec -> spec.role().trainable())
                  .map(TensorSpec::name)
                  .map(TorchScriptExport::parameterName)
                  .toList());
      List<Float> losses = losses(model, batch, 30);
      assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) * 0.6f);
    }
  }

  private List<Float> losses(Model model, int batch, int steps) {
    List<Float> losses = new ArrayList<>();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optDevices(new Device[] {Device.cpu()})
            .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build());
    try (Trainer trainer = model.newTrainer(config)) {
      for (int step = 0; step < steps; step++) {
        int from = step * batch % (data.train().size() - batch);
        float[] labels = new float[batch];
        for (int i = 0; i < batch; i++) {
          labels[i] = ((ClassTargets) data.train().targets()).at(from + i);
        }
        try (var manager = trainer.getManager().newSubManager();
            GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
          NDArray input =
              manager.create(data.train().inputs(from, from + batch)).reshape(batch, 1, 28, 28);
          NDArray loss =
              trainer
                  .getLoss()
                  .evaluate(new NDList(manager.create(labels)), trainer.forward(new NDList(input)));
          gradients.backward(loss);
          losses.add(loss.getFloat());
        }
        trainer.step();
      }
    }
    return losses;
  }
}
