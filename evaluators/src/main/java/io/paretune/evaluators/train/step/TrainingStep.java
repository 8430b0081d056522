package io.paretune.evaluators.train.step;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.ScriptedForward;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.hardware.deployment.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One step of training: a batch, a forward and a backward pass of each branch, whose gradients add
 * up, and one update of the weights that they share. All arrays of a step die with its own manager,
 * those of a branch with the branch's.
 *
 * <p>What no branch of a step reads has the gradient 0: it decays, and coasts with its momentum.
 */
public final class TrainingStep {
  private static final String ENGINE = "PyTorch";

  private final Batches batches;
  private final Update update;
  private final NDManager manager;
  private final ScriptedForward scripted;

  /**
   * In 32 bits.
   *
   * @param update of all that is trained
   * @param manager of a device; the steps' managers are its children
   */
  public TrainingStep(Batches batches, Update update, NDManager manager) {
    this(batches, update, Precision.FLOAT32, manager);
  }

  /**
   * @param update of all that is trained
   * @param precision of convolutions
   * @param manager of a device; the steps' managers are its children
   */
  public TrainingStep(Batches batches, Update update, Precision precision, NDManager manager) {
    this.batches = batches;
    this.update = update;
    this.manager = manager;
    this.scripted = new ScriptedForward(precision, manager);
  }

  /** Where batches come from. */
  public Batches batches() {
    return batches;
  }

  /** What is trained, and by how much it changes. */
  public Update update() {
    return update;
  }

  /**
   * What a step came to.
   *
   * @param examples in its batch
   * @param losses the mean loss of each branch before the update, in order
   */
  public record Outcome(int examples, List<Double> losses) {
    /** Copies the losses. */
    public Outcome {
      losses = List.copyOf(losses);
    }
  }

  /**
   * Takes a step.
   *
   * @param epoch from 1
   * @param step of the epoch, from 0
   * @param branches at least one
   */
  public Outcome run(int epoch, int step, List<Branch> branches, double learningRate) {
    try (NDManager own = manager.newSubManager()) {
      Batch batch = batches.batch(epoch, step, own);
      Map<String, NDArray> leaves = update.leaves(own);
      List<NDArray> outputs = new ArrayList<>();
      List<Double> losses = new ArrayList<>();
      try (GradientCollector collector = Engine.getEngine(ENGINE).newGradientCollector()) {
        for (Branch branch : branches) {
          losses.add(pass(branch, batch, leaves, outputs, collector));
        }
      }
      update.apply(leaves, learningRate);
      branches.forEach(branch -> branch.transform().constrain(update.arrays()));
      return new Outcome(batch.size(), losses);
    }
  }

  /** By a script where one can compute it, in one call instead of one an operator. */
  private Map<String, NDArray> values(Branch branch, NDArray inputs, Map<String, NDArray> leaves) {
    Network network = branch.network();
    return ScriptedForward.serves(network, branch.transform())
        ? scripted.values(
            network, leaves, inputs, branch.mode(), branch.transform(), branch.objective().reads())
        : Forward.values(network, leaves, inputs, branch.mode(), branch.transform());
  }

  /** Adds the gradients of a branch and tells its loss. */
  private double pass(
      Branch branch,
      Batch batch,
      Map<String, NDArray> leaves,
      List<NDArray> outputs,
      GradientCollector collector) {
    NDManager step = batch.inputs().getManager();
    try (NDManager own = step.newSubManager()) {
      NDArray inputs = batch.inputs().stopGradient();
      inputs.attach(own);
      Map<String, NDArray> values = values(branch, inputs, leaves);
      NDArray answers = Objects.requireNonNull(values.get(branch.network().output().name()));
      Objective.Pass pass =
          new Objective.Pass(
              batch.withInputs(inputs), values, answers, leaves, List.copyOf(outputs));
      Objective.Value loss = branch.objective().of(pass);
      collector.backward(loss.differentiated());
      NDArray kept = answers.stopGradient();
      kept.attach(step);
      outputs.add(kept);
      return loss.differentiated().getFloat() + loss.constant();
    }
  }
}
