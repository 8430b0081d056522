package io.paretune.tests.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.batch.ViewedBatches;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.evaluators.train.step.Branch;
import io.paretune.evaluators.train.step.Lanes;
import io.paretune.evaluators.train.step.Shares;
import io.paretune.evaluators.train.step.TaskObjective;
import io.paretune.evaluators.train.step.TrainingStep;
import io.paretune.hardware.deployment.Precision;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How much faster two shares of the processor take the steps of a ResNet-20 on images of 32x32 than
 * one: {@code OMP_NUM_THREADS=1 java io.paretune.tests.training.SharesPace [ROUNDS] [BATCH]
 * [alone]}. Each share has one thread; a round of one stands beside a round of two. Processor time
 * is told too, which counts on a machine that does other things.
 */
public final class SharesPace {
  private static final int STEPS = 4;

  private SharesPace() {}

  /** Prints a line a round, and the medians. */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
    int batch = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 128;
    if (arguments.length > 2) {
      alone(rounds, batch);
      return;
    }
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
        Training one = new Training(1, batch, manager);
        Training two = new Training(2, batch, manager)) {
      one.round();
      two.round();
      double[] ratios = new double[rounds];
      for (int r = 0; r < rounds; r++) {
        Round alone = one.round();
        Round shared = two.round();
        ratios[r] = alone.wall() / shared.wall();
        System.out.printf(Locale.ROOT, "one: %s; two: %s; %.2f times%n", alone, shared, ratios[r]);
      }
      Arrays.sort(ratios);
      System.out.printf(
          Locale.ROOT,
          "two shares: %.2f times one's pace in the median of %d rounds, batch %d (1.7 asked)%n",
          ratios[rounds / 2],
          rounds,
          batch);
    }
  }

  /** One share's steps, for several processes side by side. */
  private static void alone(int rounds, int batch) {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
        Training one = new Training(1, batch, manager)) {
      one.round();
      double[] wall = new double[rounds];
      for (int r = 0; r < rounds; r++) {
        wall[r] = one.round().wall();
      }
      Arrays.sort(wall);
      System.out.printf(Locale.ROOT, "alone: %.0f ms a step of %d%n", wall[rounds / 2], batch);
    }
  }

  /** Milliseconds a step: of the clock, of the thread that trains, and of all threads. */
  private record Round(double wall, double own, double all) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.0f ms (own %.0f, all %.0f)", wall, own, all);
    }
  }

  private static final class Training implements AutoCloseable {
    private final Lanes lanes;
    private final TrainingStep step;
    private final List<Branch> branches;
    private int taken;

    Training(int shares, int batch, NDManager manager) {
      Network network = TrainingSteps.network(Shape.image(3, 32, 32), 16, 3, 3, 1);
      TrainSplit split = TrainingSteps.noise((Shape.Image) network.input(), 8 * batch);
      TrainingSettings settings = TrainingSettings.defaults().withBatchSize(batch);
      DistillationLoss loss = new DistillationLoss(split.head().loss(), 1, 0);
      WeightArrays weights = new WeightArrays(network, Initialisation.kaiming(network, 1), manager);
      this.lanes = new Lanes(shares, 1);
      this.step =
          new TrainingStep(
              new ViewedBatches(network, split, settings.batching(), Optional.empty(), loss),
              new Update(settings.optimisation(), weights, manager),
              new Shares(Collections.nCopies(shares, manager), Precision.FLOAT32, lanes));
      this.branches =
          List.of(
              new Branch(
                  network,
                  WeightTransform.identity(),
                  Mode.TRAINING,
                  new TaskObjective(loss, Optional.empty())));
    }

    Round round() {
      long wall = System.nanoTime();
      long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long all = processor();
      for (int i = 0; i < STEPS; i++) {
        int perEpoch = step.batches().steps();
        step.run(taken / perEpoch + 1, taken % perEpoch, branches, 1e-3);
        taken++;
      }
      return new Round(
          (System.nanoTime() - wall) / 1e6 / STEPS,
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - own) / 1e6 / STEPS,
          (processor() - all) / 1e6 / STEPS);
    }

    private static long processor() {
      return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    @Override
    public void close() {
      lanes.close();
    }
  }
}
