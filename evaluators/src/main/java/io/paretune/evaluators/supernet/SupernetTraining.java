package io.paretune.evaluators.supernet;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.ViewedBatches;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.evaluators.train.step.BranchSource;
import io.paretune.evaluators.train.step.InPlaceDistillation;
import io.paretune.evaluators.train.step.Lanes;
import io.paretune.evaluators.train.step.Objective;
import io.paretune.evaluators.train.step.TaskObjective;
import io.paretune.evaluators.train.step.TrainingLoop;
import io.paretune.evaluators.train.step.TrainingStep;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The training of a shared network. On one thread of one machine a pure function of its arguments,
 * however often it was ended and gone on with. Owns native memory.
 */
public final class SupernetTraining implements AutoCloseable {

  private final NDManager manager;
  private final WeightArrays tensors;
  private final Lanes lanes;
  private final TrainingLoop loop;

  /**
   * How a shared network is trained.
   *
   * @param training epochs, batches and optimiser
   * @param subnetsPerStep parts that are trained on every batch: from 2 on by the sandwich rule, 1
   *     is one at random ({@link SinglePath})
   * @param lanes threads that take parts side by side, at least 1; the weights do not depend on it
   */
  public record Plan(TrainingSettings training, int subnetsPerStep, int lanes) {}

  /**
   * @param family the networks of the shared one
   * @param data what is learned
   * @param device where
   * @param gate goes around every step
   */
  public SupernetTraining(
      FamilyParts family, TrainSplit data, Plan plan, Device device, StepGate gate) {
    Supernet supernet = family.supernet();
    TrainingSettings settings = plan.training();
    this.manager = Engine.getEngine("PyTorch").newBaseManager(device);
    this.tensors =
        WeightArrays.of(supernet.tensors(), supernet.initialised(settings.seed()), manager);
    DistillationLoss labels = new DistillationLoss(data.head().loss(), 1, 0);
    DistillationLoss answers = new DistillationLoss(data.head().loss(), 1, 1);
    this.lanes = new Lanes(Math.min(plan.lanes(), plan.subnetsPerStep()));
    this.loop =
        new TrainingLoop(
            new TrainingStep(
                new ViewedBatches(supernet.largest(), data, settings, Optional.empty(), labels),
                new Update(settings.optimisation(), tensors, manager),
                settings.precision().on(device),
                manager,
                lanes),
            branches(
                family,
                plan,
                new TaskObjective(labels, Optional.empty()),
                () -> new InPlaceDistillation(answers, 0)),
            new TrainingLoop.Course(
                settings.epochs(), settings.optimisation().rate(), settings.seed()),
            gate);
  }

  private static BranchSource branches(
      FamilyParts family, Plan plan, Objective labels, Supplier<Objective> taught) {
    long seed = plan.training().seed();
    return plan.subnetsPerStep() == 1
        ? new SinglePath(family, seed, labels)
        : new Sandwich(family, plan.subnetsPerStep(), seed, labels, taught);
  }

  /** Takes the steps, and tells where it stands. */
  public TrainingLoop loop() {
    return loop;
  }

  /** A copy of the shared tensors as they are. */
  public Weights weights() {
    return tensors.toWeights();
  }

  @Override
  public void close() {
    lanes.close();
    manager.close();
  }
}
