package io.paretune.evaluators.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Device.Cuda;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training where there is an NVIDIA GPU; elsewhere each test says why it is left out. */
@Tag("gpu")
class GpuTrainingTest {

  private final DataSet data = Samples.halves();
  private final Network network = Samples.residual(4);

  private static List<Device> gpus() {
    try {
      TorchEngine.require(new Cuda(0));
    } catch (HardwareException none) {
      return abort("left out: " + none.getMessage());
    }
    return TorchEngine.gpusHere().stream().map(TorchEngine::device).toList();
  }

  private Trained trained(List<Device> places, TrainingPrecision precision) {
    return Trainer.on(places)
        .train(
            network,
            Samples.weights(network, 3),
            data.train(),
            data.validation(),
            TrainingSettings.defaults().withEpochs(2).withBatchSize(16).withPrecision(precision),
            Optional.empty(),
            (epoch, score) -> EpochListener.Decision.CONTINUE,
            StepGate.open());
  }

  private void near(Weights one, Weights other, float tolerance) {
    for (TensorSpec spec : network.tensors()) {
      for (int i = 0; i < spec.elements(); i++) {
        assertThat(one.get(spec.name()).at(i))
            .as(spec.name())
            .isCloseTo(other.get(spec.name()).at(i), within(tolerance));
      }
    }
  }

  @Test
  void aGpuTrainsWhatTheProcessorDoes() {
    Device gpu = gpus().get(0);
    Trained there = trained(List.of(gpu), TrainingPrecision.FP32);
    // TensorFloat-32 may be used in convolutions
    near(there.weights(), trained(List.of(Device.cpu()), TrainingPrecision.FP32).weights(), 2e-2f);
  }

  @Test
  void sixteenBitsWithScaledLossesLearn() {
    List<Device> gpu = gpus().subList(0, 1);
    for (TrainingPrecision precision : List.of(TrainingPrecision.FP16, TrainingPrecision.BF16)) {
      List<EpochResult> history = trained(gpu, precision).history();
      assertThat(history.get(1).trainLoss()).isFinite().isLessThan(history.get(0).trainLoss());
    }
  }

  @Test
  void aBatchIsSharedOutOverSeveralGpus() {
    List<Device> all = gpus();
    if (all.size() < 2) {
      abort("left out: a second GPU is needed, this machine has " + all.size());
    }
    Device first = all.get(0);
    near(
        trained(all.subList(0, 2), TrainingPrecision.FP32).weights(),
        trained(List.of(first, first), TrainingPrecision.FP32).weights(),
        2e-2f);
  }
}
