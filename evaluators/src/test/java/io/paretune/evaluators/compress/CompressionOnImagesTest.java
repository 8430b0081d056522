package io.paretune.evaluators.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Compression of a network that was really trained, judged by the exported files on real images.
 */
class CompressionOnImagesTest {

  private static final System.Logger LOG =
      System.getLogger(CompressionOnImagesTest.class.getName());
  private final DataSet data =
      DataSets.open(DataSpec.of(System.getProperty("paretune.images", "digits")));
  private final TrainingSettings settings = TrainingSettings.defaults().withEpochs(6);

  @Test
  void filesKeepTheAccuracyThatTheNetworkWasTrainedTo() {
    var shape = data.shape();
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(
                        Shape.image(shape.channels(), shape.height(), shape.width()),
                        data.train().targets().names().size())
                    .with("width", 16)
                    .with("depth", 1)
                    .with("kernel", 3));
    Trained trained = train(network, Initialisation.kaiming(network, 1), settings);
    double floats = accuracy(network, trained.weights(), QuantisationPlan.none(), "fp32");
    assertThat(floats).isCloseTo(trained.validationScore(), within(1e-9)).isGreaterThan(0.7);

    for (CalibrationKind kind : CalibrationKind.values()) {
      QuantisationPlan plan = QuantisationPlan.none().withBits(network, 8).withCalibration(kind);
      assertThat(accuracy(network, trained.weights(), plan, "int8 " + kind))
          .isGreaterThan(floats - 0.02);
    }

    Pruned half = StructuredPruning.prune(network, trained.weights(), 0.5, 8);
    Trained tuned = train(half.network(), half.weights(), settings.fineTuning(3));
    QuantisationPlan plan = QuantisationPlan.none().withBits(network, 8);
    assertThat(accuracy(half.network(), tuned.weights(), plan, "half, int8"))
        .isGreaterThan(floats - 0.08);
    assertThat(half.network().parameters()).isLessThan(network.parameters() * 3 / 10);
  }

  private Trained train(Network network, Weights initial, TrainingSettings how) {
    return Trainer.onCpu()
        .train(
            network,
            initial,
            data.train(),
            data.validation(),
            how,
            Optional.empty(),
            EpochListener.untilTheEnd(),
            StepGate.open());
  }

  private double accuracy(Network network, Weights weights, QuantisationPlan plan, String what) {
    float[][] calibration = inputs(data.train(), Math.min(256, data.train().size()));
    byte[] file = PlannedExport.encode(network, weights, plan, calibration, 1);
    float[][] images = inputs(data.validation(), data.validation().size());
    int right = 0;
    try (BatchModel classifier = BatchModel.onnx(file, 1)) {
      float[][] logits = classifier.logits(images);
      for (int i = 0; i < logits.length; i++) {
        right += argmax(logits[i]) == ((ClassTargets) data.validation().targets()).at(i) ? 1 : 0;
      }
    }
    double accuracy = (double) right / images.length;
    LOG.log(
        System.Logger.Level.INFO,
        "%s: accuracy %.4f, %d bytes".formatted(what, accuracy, file.length));
    return accuracy;
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
