package io.paretune.evaluators.train.step;

import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.train.batch.Batch;
import io.paretune.evaluators.train.batch.Batches;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.hardware.deployment.Precision;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One step of training: a batch, a forward and a backward pass of each branch, whose gradients add
 * up, and one update of the weights that they share. All arrays of a step die with its own manager,
 * those of a branch with the branch's.
 *
 * <p>What no branch of a step reads has the gradient 0: it decays, and coasts with its momentum.
 */
public final class TrainingStep {
  /** Half of the smallest normal number in 16 bits: what is infinite at it is wrong. */
  private static final double LEAST_SCALE = 0x1p-15;

  private final Batches batches;
  private final Update update;
  private final Shares shares;

  /**
   * In 32 bits, on one device, one branch after the other.
   *
   * @param update of all that is trained
   * @param manager of a device; the steps' managers are its children
   */
  public TrainingStep(Batches batches, Update update, NDManager manager) {
    this(batches, update, Precision.FLOAT32, manager);
  }

  /**
   * On one device, one branch after the other.
   *
   * @param update of all that is trained
   * @param precision of convolutions
   * @param manager of a device; the steps' managers are its children
   */
  public TrainingStep(Batches batches, Update update, Precision precision, NDManager manager) {
    this(batches, update, new Shares(List.of(manager), precision, new Lanes(1)));
  }

  /**
   * @param update of all that is trained
   * @param shares where the batches are computed
   */
  public TrainingStep(Batches batches, Update update, Shares shares) {
    this.batches = batches;
    this.update = update;
    this.shares = shares;
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
    try (NDManager own = shares.first().newSubManager()) {
      Batch batch = batches.batch(epoch, step, own);
      Optional<Outcome> outcome = Optional.empty();
      while (outcome.isEmpty()) {
        outcome = taken(batch, branches, learningRate, own);
      }
      shares.share(batch.size());
      requireScale();
      branches.forEach(branch -> branch.transform().constrain(update.arrays()));
      return outcome.get();
    }
  }

  /** Empty if memory was too small and the next try takes smaller parts. */
  private Optional<Outcome> taken(
      Batch batch, List<Branch> branches, double learningRate, NDManager own) {
    try (NDManager attempt = own.newSubManager()) {
      List<StepBranches> parts;
      try {
        parts = shares.take(branches, batch, update, attempt);
      } catch (RuntimeException failed) {
        shares.halve(failed, batch.size());
        return Optional.empty();
      }
      update.apply(parts.stream().flatMap(part -> part.leaves().stream()).toList(), learningRate);
      return Optional.of(new Outcome(batch.size(), losses(parts, branches.size())));
    }
  }

  /** The means over all parts. */
  private static List<Double> losses(List<StepBranches> parts, int branches) {
    return IntStream.range(0, branches)
        .mapToObj(
            b -> parts.stream().mapToDouble(part -> part.share() * part.losses().get(b)).sum())
        .toList();
  }

  private void requireScale() {
    if (update.lossScale() < LEAST_SCALE) {
      throw new TrainingException(
          "gradients in 16 bits must be finite at some scale of the loss, got none down to %s; lower the learning rate, or give precision: bf16 or fp32"
              .formatted(LEAST_SCALE));
    }
  }
}
