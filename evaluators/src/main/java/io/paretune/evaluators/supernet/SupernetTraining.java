package io.paretune.evaluators.supernet;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.batch.BatchesAhead;
import io.paretune.evaluators.train.batch.ViewedBatches;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.evaluators.train.step.BranchSource;
import io.paretune.evaluators.train.step.InPlaceDistillation;
import io.paretune.evaluators.train.step.Lanes;
import io.paretune.evaluators.train.step.Shares;
import io.paretune.evaluators.train.step.TaskObjective;
import io.paretune.evaluators.train.step.TrainingLoop;
import io.paretune.evaluators.train.step.TrainingStep;
import java.util.List;
import java.util.Optional;

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
   * @param model the model that all are parts of, if it came with its weights
   * @param lanes threads that take parts side by side, at least 1; the weights do not depend on it
   */
  public record Plan(
      TrainingSettings training, int subnetsPerStep, Optional<Model> model, int lanes) {}

  /**
   * A model that is trained already.
   *
   * @param weights that the shared tensors begin with
   * @param answers of the model to the settings' views, which its parts learn
   */
  public record Model(Weights weights, TeacherLogits answers) {}

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
    Weights start =
        plan.model().map(Model::weights).orElseGet(() -> supernet.initialised(settings.seed()));
    DistillationLoss labels =
        plan.model().isPresent()
            ? new DistillationLoss(
                data.head().loss(), settings.soft().temperature(), settings.soft().alpha())
            : new DistillationLoss(data.head().loss(), 1, 0);
    this.manager = Engine.getEngine("PyTorch").newBaseManager(device);
    this.tensors = WeightArrays.of(supernet.tensors(), start, manager);
    this.lanes = new Lanes(Math.min(plan.lanes(), plan.subnetsPerStep()));
    this.loop =
        new TrainingLoop(
            new TrainingStep(
                new BatchesAhead(
                    new ViewedBatches(
                        supernet.largest(),
                        data,
                        settings.batching(),
                        plan.model().map(Model::answers),
                        labels),
                    settings.epochs(),
                    plan.lanes(),
                    gate),
                new Update(
                    settings.optimisation(),
                    tensors,
                    manager,
                    settings.precision().scalesLosses(device)),
                new Shares(List.of(manager), settings.precision().on(device), lanes)),
            branches(family, data, plan, new TaskObjective(labels, Optional.empty())),
            new TrainingLoop.Course(
                settings.epochs(), settings.optimisation().rate(), settings.seed()),
            gate);
  }

  private static BranchSource branches(
      FamilyParts family, TrainSplit data, Plan plan, TaskObjective labels) {
    long seed = plan.training().seed();
    int perStep = plan.subnetsPerStep();
    if (plan.model().isPresent()) {
      return new TaughtParts(family, perStep, seed, labels);
    }
    DistillationLoss answers = new DistillationLoss(data.head().loss(), 1, 1);
    return perStep == 1
        ? new SinglePath(family, seed, labels)
        : new Sandwich(family, perStep, seed, labels, () -> new InPlaceDistillation(answers, 0));
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
    loop.close();
    lanes.close();
    manager.close();
  }
}
