package io.paretune.evaluators.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.batch.Batch;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.ScriptedForward;
import io.paretune.evaluators.train.optimise.Update;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The forward and backward passes of one step's branches, one after the other or side by side.
 * Branches that go side by side have leaves of their own, whose gradients are added in the order of
 * the branches: as they add up one after the other, to the last bit.
 */
final class StepBranches {

  private final List<Branch> branches;
  private final Part part;
  private final Update update;
  private final NDManager step;
  private final List<Map<String, NDArray>> leaves = new ArrayList<>();
  private final List<Double> losses;

  /**
   * What the branches are taken on.
   *
   * @param batch some or all examples of a step
   * @param share of the step's examples, over 0 to 1, by which losses count
   */
  record Part(Batch batch, double share) {}

  /**
   * @param branches at least one
   * @param step owns what the passes leave, on the device that takes them
   */
  StepBranches(List<Branch> branches, Part part, Update update, NDManager step) {
    this.branches = branches;
    this.part = part;
    this.update = update;
    this.step = step;
    this.losses = new ArrayList<>(Collections.nCopies(branches.size(), 0.0));
  }

  /** What has the gradients, once all are taken; those of all maps add up. */
  List<Map<String, NDArray>> leaves() {
    return leaves;
  }

  /** The mean loss of each branch before the update, in order. */
  List<Double> losses() {
    return losses;
  }

  /** The part's share of the step's examples. */
  double share() {
    return part.share();
  }

  /**
   * Takes all.
   *
   * @param scripted one for each lane
   */
  void take(Lanes lanes, List<ScriptedForward> scripted, GradientCollector collector) {
    if (lanes.count() > 1 && branches.size() > 1 && independent()) {
      sideBySide(lanes, scripted, collector);
    } else {
      inTurn(scripted.get(0), collector);
    }
  }

  /**
   * Whether the order of the branches after the first does not matter: they read the first alone,
   * and neither write running statistics nor draw at random.
   */
  private boolean independent() {
    return branches.stream()
        .allMatch(
            branch ->
                branch.mode() == Mode.BATCH_STATISTICS
                    && branch.objective().readsUpTo() <= 0
                    && !branch.draws());
  }

  private void inTurn(ScriptedForward scripted, GradientCollector collector) {
    leaves.add(update.leaves(step));
    List<NDArray> outputs = new ArrayList<>();
    for (int b = 0; b < branches.size(); b++) {
      pass(new Taken(b, leaves.get(0), List.copyOf(outputs)), scripted, collector, outputs::add);
    }
  }

  private void sideBySide(
      Lanes lanes, List<ScriptedForward> scripted, GradientCollector collector) {
    for (int b = 0; b < branches.size(); b++) {
      leaves.add(update.leaves(step));
    }
    List<NDArray> first = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch answered = new CountDownLatch(1);
    AtomicInteger next = new AtomicInteger(1);
    lanes.all(
        lane -> {
          ScriptedForward own = scripted.get(lane);
          if (lane == 0) {
            try {
              pass(
                  new Taken(0, leaves.get(0), List.of()),
                  own,
                  collector,
                  outputs -> {
                    first.add(outputs);
                    answered.countDown();
                  });
            } finally {
              answered.countDown();
            }
          } else {
            await(answered);
          }
          for (int b = next.getAndIncrement();
              b < branches.size() && !first.isEmpty();
              b = next.getAndIncrement()) {
            pass(new Taken(b, leaves.get(b), List.copyOf(first)), own, collector, outputs -> {});
          }
        });
  }

  private static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException asked) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A branch as it is taken.
   *
   * @param index its place among the branches
   * @param leaves that collect its gradients
   * @param earlier outputs of branches before it
   */
  private record Taken(int index, Map<String, NDArray> leaves, List<NDArray> earlier) {}

  /** Hears of a branch's outputs as soon as they are there. */
  private interface Answered {
    void outputs(NDArray outputs);
  }

  /** Adds the gradients of a branch and keeps its loss. */
  private void pass(
      Taken taken, ScriptedForward scripted, GradientCollector collector, Answered answered) {
    Branch branch = branches.get(taken.index());
    try (NDManager own = step.newSubManager()) {
      NDArray inputs = part.batch().inputs().stopGradient();
      inputs.attach(own);
      Map<String, NDArray> values = values(branch, inputs, taken.leaves(), scripted);
      NDArray answers = Objects.requireNonNull(values.get(branch.network().output().name()));
      NDArray kept = answers.stopGradient();
      kept.attach(step);
      answered.outputs(kept);
      Objective.Value loss =
          branch
              .objective()
              .of(
                  new Objective.Pass(
                      part.batch().withInputs(inputs),
                      values,
                      answers,
                      taken.leaves(),
                      taken.earlier()));
      collector.backward(scaled(loss.differentiated()));
      losses.set(taken.index(), loss.differentiated().getFloat() + loss.constant());
    }
  }

  private NDArray scaled(NDArray loss) {
    double scale = update.lossScale() * part.share();
    return scale == 1 ? loss : Scalars.times(loss, scale);
  }

  /** By a script where one can compute it, in one call instead of one an operator. */
  private static Map<String, NDArray> values(
      Branch branch, NDArray inputs, Map<String, NDArray> leaves, ScriptedForward scripted) {
    Network network = branch.network();
    return ScriptedForward.serves(network, branch.transform())
        ? scripted.values(
            network, leaves, inputs, branch.mode(), branch.transform(), branch.objective().reads())
        : Forward.values(network, leaves, inputs, branch.mode(), branch.transform());
  }
}
