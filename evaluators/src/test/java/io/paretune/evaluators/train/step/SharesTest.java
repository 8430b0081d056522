package io.paretune.evaluators.train.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.batch.ViewedBatches;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.hardware.deployment.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shares of the processor stand for devices. */
@Timeout(60)
class SharesTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults().withEpochs(1).withBatchSize(16);
  private static final int STEPS = 4;

  private final DataSet data = Samples.halves();
  private final DistillationLoss labels = new DistillationLoss(data.train().head().loss(), 1, 0);
  private final TaskObjective usual = new TaskObjective(labels, Optional.empty());
  private final NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
  private final List<Double> losses = new ArrayList<>();

  @AfterEach
  void free() {
    manager.close();
  }

  /** The objective, on a device whose memory is for so many examples. */
  private record Small(Objective objective, int most, String words) implements Objective {
    @Override
    public boolean sharesWell() {
      return true;
    }

    @Override
    public Value of(Pass pass) {
      if (pass.batch().size() > most) {
        throw new EngineException(words);
      }
      return objective.of(pass);
    }
  }

  private Weights after(Network network, Objective objective, int places) {
    return after(network, objective, places, () -> 0);
  }

  private Weights after(Network network, Objective objective, int places, LongSupplier excess) {
    losses.clear();
    WeightArrays weights = new WeightArrays(network, Samples.weights(network, 3), manager);
    Update update = new Update(SETTINGS.optimisation(), weights, manager);
    Branch branch = new Branch(network, WeightTransform.identity(), Mode.TRAINING, objective);
    try (Lanes lanes = new Lanes(places, 1)) {
      Shares shares =
          new Shares(Collections.nCopies(places, manager), Precision.FLOAT32, lanes, excess);
      TrainingStep step =
          new TrainingStep(
              new ViewedBatches(
                  network, data.train(), SETTINGS.batching(), Optional.empty(), labels),
              update,
              shares);
      for (int i = 0; i < STEPS; i++) {
        losses.add(step.run(1, i, List.of(branch), 0.05).losses().get(0));
      }
    }
    return update.state();
  }

  private static Network withoutStatistics() {
    return Network.from(Shape.image(1, 8, 8)).conv(4, 3).relu().flatten().linear(3).build();
  }

  private static void near(Network network, Weights one, Weights other, float tolerance) {
    for (TensorSpec spec : network.tensors()) {
      // what does not fit has been seen once more by the running statistics
      for (int i = 0; spec.role().trainable() && i < spec.elements(); i++) {
        assertThat(one.get(spec.name()).at(i))
            .as(spec.name())
            .isEqualTo(other.get(spec.name()).at(i), within(tolerance));
      }
    }
  }

  @Test
  void sharesComputeWhatOneDeviceDoes() {
    Network network = withoutStatistics();
    Weights whole = after(network, usual, 1);
    List<Double> wholeLosses = List.copyOf(losses);
    for (int places : new int[] {2, 3}) {
      near(network, after(network, usual, places), whole, 1e-5f);
      for (int i = 0; i < STEPS; i++) {
        assertThat(losses.get(i)).isCloseTo(wholeLosses.get(i), within(1e-5));
      }
    }
  }

  @Test
  void sharesComputeToTheBitWhatOneDeviceDoesThatTakesTheirPartsInTurn() {
    Network network = Samples.residual(4);
    Objective small = new Small(usual, 8, "CUDA out of memory. Tried to allocate 2.00 GiB");
    Weights inTurn = after(network, small, 1);
    List<Double> lossesInTurn = List.copyOf(losses);
    near(network, after(network, usual, 2), inTurn, 0);
    assertThat(losses).isEqualTo(lossesInTurn);
  }

  @Test
  void whatDoesNotFitIntoTwoDevicesIsTakenInFourParts() {
    Network network = withoutStatistics();
    Objective small =
        new Small(usual, 4, "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9");
    near(network, after(network, small, 2), after(network, usual, 1), 1e-5f);
  }

  /** Knows the sizes of the batches that it is asked of. */
  private record Counting(Objective objective, List<Integer> sizes) implements Objective {
    @Override
    public boolean sharesWell() {
      return true;
    }

    @Override
    public Value of(Pass pass) {
      sizes.add(pass.batch().size());
      return objective.of(pass);
    }
  }

  @Test
  void partsAreHalvedWhereOthersNeedTheMemoryToo() {
    Network network = withoutStatistics();
    List<Integer> sizes = new ArrayList<>();
    Iterator<Long> tooMuch = List.of(500L, 300L, 0L).iterator();
    Weights shared = after(network, new Counting(usual, sizes), 1, tooMuch::next);
    // after the first step what was kept goes, after the second batches are parted
    assertThat(tooMuch).isExhausted();
    assertThat(sizes).containsExactly(15, 15, 7, 8, 7, 8);
    near(network, shared, after(network, usual, 1), 1e-5f);
  }

  @Test
  void partsThatTakeNoLessAreGivenUp() {
    List<Integer> sizes = new ArrayList<>();
    after(withoutStatistics(), new Counting(usual, sizes), 1, () -> 300);
    assertThat(sizes).hasSize(STEPS + 1);
  }

  @Test
  void whatCannotBeHalvedAndWhatFailsOtherwiseIsTold() {
    Network network = withoutStatistics();
    assertThatThrownBy(() -> after(network, new Small(usual, 1, "CUDA out of memory"), 1))
        .isInstanceOf(EngineException.class)
        .hasMessage("CUDA out of memory");
    assertThatThrownBy(() -> after(network, new Small(usual, 8, "shapes do not fit"), 1))
        .hasMessage("shapes do not fit");
  }

  @Test
  void everyPlaceHasALane() {
    try (Lanes lanes = new Lanes(3)) {
      assertThatThrownBy(() -> new Shares(List.of(manager, manager), Precision.FLOAT32, lanes))
          .hasMessageContaining("a lane for each place, got 3 and 2");
    }
  }
}
