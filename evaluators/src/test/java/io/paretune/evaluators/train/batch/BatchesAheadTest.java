package io.paretune.evaluators.train.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.ByteRows;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.train.Samples;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BatchesAheadTest {
  private static final int EPOCHS = 3;
  private final Network network = Samples.residual(4);
  private final TrainSplit split = Samples.halves().train();

  private ViewedBatches batches(TrainSplit of) {
    Batching batching = new Batching(16, 0.1, new Views(Augmentation.CROP_AND_CUT_MIX, 4, 1), 5);
    DistillationLoss labels = new DistillationLoss(of.head().loss(), 1, 0);
    return new ViewedBatches(network, of, batching, Optional.empty(), labels);
  }

  /** Inputs and targets of some steps, counted over all epochs. */
  private static List<float[]> values(Batches batches, int from, int to) {
    List<float[]> all = new ArrayList<>();
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      for (int i = from; i < to; i++) {
        int epoch = i / batches.steps() + 1;
        batches.await(epoch, i % batches.steps());
        try (NDManager step = manager.newSubManager()) {
          Batch batch = batches.batch(epoch, i % batches.steps(), step);
          all.add(batch.inputs().toFloatArray());
          all.add(batch.targets().toFloatArray());
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theBatchesAreTheSameWhateverTheNumberOfThreadsAndWhereverOneBegins(int threads) {
    List<float[]> wanted = values(batches(split), 0, 18);
    try (Batches ahead = new BatchesAhead(batches(split), EPOCHS, threads, StepGate.open())) {
      assertThat(values(ahead, 0, 18)).usingRecursiveComparison().isEqualTo(wanted);
      assertThat(values(ahead, 7, 12)).usingRecursiveComparison().isEqualTo(wanted.subList(14, 24));
      // beyond what was planned
      assertThat(values(ahead, 18, 20))
          .usingRecursiveComparison()
          .isEqualTo(values(batches(split), 18, 20));
    }
  }

  /** The same split, whose images lie elsewhere. */
  private TrainSplit reading(ByteRows rows) {
    InputShape shape = new InputShape(1, 8, 8);
    Examples stored =
        Examples.ofBytes(shape, ClassTargets.of(List.of("a", "b", "c"), new int[90]), rows);
    return new TrainSplit(stored, Preprocessing.identity(1));
  }

  @Test
  void noMoreAreMadeAheadThanThereIsMemoryForAndNoneOnceClosed() throws InterruptedException {
    AtomicInteger read = new AtomicInteger();
    TrainSplit counted =
        reading(
            (row, into) -> {
              read.incrementAndGet();
              into.position(into.position() + 64);
            });
    BatchesAhead ahead = new BatchesAhead(batches(counted), EPOCHS, 2, StepGate.open());
    values(ahead, 0, 2);
    int most = 2 * (2 + 4) * 16; // each image and its partner
    TimeUnit.MILLISECONDS.sleep(50);
    assertThat(read.get()).isBetween(2 * 15, most);
    ahead.close();
    TimeUnit.MILLISECONDS.sleep(20);
    int atTheEnd = read.get();
    TimeUnit.MILLISECONDS.sleep(50);
    assertThat(read.get()).isEqualTo(atTheEnd);
  }

  @Test
  void whatMakingABatchEndsWithIsToldWhereTheBatchIsWanted() {
    AtomicInteger read = new AtomicInteger();
    TrainSplit failing =
        reading(
            (row, into) -> {
              if (read.incrementAndGet() > 100) {
                throw new DataException("image " + row, "decoded images", "a file cut short");
              }
              into.position(into.position() + 64);
            });
    try (Batches ahead = new BatchesAhead(batches(failing), EPOCHS, 1, StepGate.open())) {
      assertThatThrownBy(() -> values(ahead, 0, 18))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("expected decoded images, found a file cut short");
    }
  }

  @Test
  void nothingIsMadeWhileTheGateIsShut() throws InterruptedException {
    CountDownLatch open = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    StepGate gate =
        step -> {
          try {
            open.await();
          } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
          }
          made.incrementAndGet();
          step.run();
        };
    try (Batches ahead = new BatchesAhead(batches(split), EPOCHS, 2, gate)) {
      Thread asking = new Thread(() -> ahead.await(1, 0));
      asking.start();
      asking.join(50);
      assertThat(made).hasValue(0);
      open.countDown();
      asking.join();
      assertThat(made.get()).isPositive();
    }
  }
}
