package io.paretune.evaluators.train.step;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.train.batch.Batch;
import io.paretune.evaluators.train.batch.Batches;
import io.paretune.evaluators.train.forward.ScriptedForward;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.hardware.deployment.Precision;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One step of training: a batch, a forward and a backward pass of each branch, whose gradients add
 * up, and one update of the weights that they share. All arrays of a step die with its own manager,
 * those of a branch with the branch's.
 *
 * <p>What no branch of a step reads has the gradient 0: it decays, and coasts with its momentum.
 */
public final class TrainingStep {
  private static final String ENGINE = "PyTorch";

  /** Half of the smallest normal number in 16 bits: what is infinite at it is wrong. */
  private static final double LEAST_SCALE = 0x1p-15;

  private final Batches batches;
  private final Update update;
  private final NDManager manager;
  private final Lanes lanes;
  private final List<ScriptedForward> scripted;

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
   * One branch after the other.
   *
   * @param update of all that is trained
   * @param precision of convolutions
   * @param manager of a device; the steps' managers are its children
   */
  public TrainingStep(Batches batches, Update update, Precision precision, NDManager manager) {
    this(batches, update, precision, manager, new Lanes(1));
  }

  /**
   * @param update of all that is trained
   * @param precision of convolutions
   * @param manager of a device; the steps' managers are its children
   * @param lanes what takes branches side by side, where they allow it; its owner closes it
   */
  public TrainingStep(
      Batches batches, Update update, Precision precision, NDManager manager, Lanes lanes) {
    this.batches = batches;
    this.update = update;
    this.manager = manager;
    this.lanes = lanes;
    this.scripted =
        IntStream.range(0, lanes.count())
            .mapToObj(lane -> new ScriptedForward(precision, manager))
            .toList();
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
      StepBranches passes = new StepBranches(branches, batch, update, own);
      try (GradientCollector collector = Engine.getEngine(ENGINE).newGradientCollector()) {
        passes.take(lanes, scripted, collector);
      }
      update.apply(passes.leaves(), learningRate);
      requireScale();
      branches.forEach(branch -> branch.transform().constrain(update.arrays()));
      return new Outcome(batch.size(), passes.losses());
    }
  }

  private void requireScale() {
    if (update.lossScale() < LEAST_SCALE) {
      throw new TrainingException(
          "gradients in 16 bits must be finite at some scale of the loss, got none down to %s; lower the learning rate, or give precision: bf16 or fp32"
              .formatted(LEAST_SCALE));
    }
  }
}
