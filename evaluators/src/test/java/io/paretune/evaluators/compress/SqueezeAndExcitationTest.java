package io.paretune.evaluators.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.ChannelSelection;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.torchscript.Agreement;
import io.paretune.evaluators.torchscript.VerifiedTorchScript;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.search.space.Assignment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Gated channels survive pruning, rounding, and both formats. */
class SqueezeAndExcitationTest {

  private final DataSet data = DataSets.open(DataSpec.of("digits"));
  private final Network network =
      Families.standard()
          .named("mbconv")
          .build(
              Assignment.of(Map.of()),
              FamilyContext.of(Shape.image(1, 8, 8), 10)
                  .with("stages", 2)
                  .with("width", 8)
                  .with("depth", 2)
                  .with("kernel", 3)
                  .with("expansion", 4)
                  .with("se-ratio", 0.5)
                  .with("activation", "relu6"));

  private Trained train(Network of, Weights initial, TrainingSettings how) {
    return Trainer.onCpu()
        .train(
            of,
            initial,
            data.train(),
            data.validation(),
            how,
            Optional.empty(),
            EpochListener.untilTheEnd(),
            StepGate.open());
  }

  private static float[][] inputs(Split split, int count) {
    float[][] inputs = new float[count][split.examples().shape().volume()];
    for (int i = 0; i < count; i++) {
      split.copyInput(i, inputs[i], 0);
    }
    return inputs;
  }

  private byte[] file(Network of, Weights weights, int bits) {
    QuantisationPlan plan = QuantisationPlan.none().withBits(of, bits);
    return PlannedExport.encode(of, weights, plan, inputs(data.train(), 128), 1);
  }

  private double accuracy(byte[] file) {
    int right = 0;
    try (BatchModel classifier = BatchModel.onnx(file, 1)) {
      float[][] logits = classifier.logits(inputs(data.validation(), data.validation().size()));
      for (int i = 0; i < logits.length; i++) {
        int best = 0;
        for (int c = 1; c < logits[i].length; c++) {
          best = logits[i][c] > logits[i][best] ? c : best;
        }
        right += best == ((ClassTargets) data.validation().targets()).at(i) ? 1 : 0;
      }
    }
    return (double) right / data.validation().size();
  }

  @Test
  void aGateGoesWithTheChannelsThatItGatesAndTheSqueezeByItself() {
    assertThat(StructuredPruning.groups(network))
        .contains(
            // what widens makes 32 channels, which the depthwise convolution passes on
            new ChannelGroup(List.of("stage1.block0.expand.conv", "stage1.block0.excite.conv"), 32),
            new ChannelGroup(List.of("stage1.block0.squeeze.conv"), 16),
            new ChannelGroup(List.of("stage2.block1.expand.conv", "stage2.block1.excite.conv"), 64),
            new ChannelGroup(List.of("stage2.block1.squeeze.conv"), 32));
  }

  @Test
  void aTrainedNetworkIsRoundedPrunedAndWrittenWithItsAccuracy() {
    TrainingSettings settings = TrainingSettings.defaults().withEpochs(6);
    Trained trained = train(network, Initialisation.kaiming(network, 1), settings);
    byte[] floats = file(network, trained.weights(), 32);
    byte[] int8 = file(network, trained.weights(), 8);
    assertThat(accuracy(floats))
        .isCloseTo(trained.validationScore(), within(1e-9))
        .isGreaterThan(0.85);
    assertThat(accuracy(int8)).isGreaterThan(accuracy(floats) - 0.02);
    assertThat(int8.length).isLessThan(floats.length * 6 / 10);

    ChannelSelection selection =
        StructuredPruning.select(network, trained.weights(), group -> 0.5, 8, Importance.l1());
    Network half = selection.cut();
    assertThat(half.shapeOf("stage1.block0.squeeze.conv").channels()).isEqualTo(8);
    assertThat(half.shapeOf("stage1.block0.excite.gate").channels()).isEqualTo(16);
    assertThat(accuracy(file(half, selection.cut(trained.weights()), 32)))
        .isEqualTo(accuracy(file(network, selection.masked(trained.weights()).weights(), 32)));
    Weights tuned = train(half, selection.cut(trained.weights()), settings.fineTuning(3)).weights();
    assertThat(accuracy(file(half, tuned, 8))).isGreaterThan(accuracy(floats) - 0.1);

    Agreement agreement =
        VerifiedTorchScript.encode(half, tuned, Precision.FLOAT32, inputs(data.validation(), 50), 1)
            .agreement();
    assertThat(agreement.worst()).isLessThan(1e-4);
  }

  @Test
  void aGatedBlockIsRemovedAsAWhole() {
    assertThat(BlockRemoval.removable(network))
        .containsExactly("stage1.block0", "stage1.block1", "stage2.block1");
    WeightedNetwork less =
        BlockRemoval.remove(
            new WeightedNetwork(network, Initialisation.kaiming(network, 1)),
            Set.of("stage1.block1"));
    assertThat(less.network().blocks())
        .containsExactly("stem", "stage1.block0", "stage2.block0", "stage2.block1", "head");
  }
}
