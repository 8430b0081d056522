package io.paretune.evaluators.train.step;

import ai.djl.engine.Engine;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.optimise.LearningRate;
import io.paretune.evaluators.train.state.TrainingState;
import io.paretune.evaluators.train.views.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes the steps of a training, from the beginning or from where another left it. All that is
 * random is a function of the seed and the step's number, so that on one thread of one machine a
 * training that was ended and gone on with gives the same weights as one that was not, to the last
 * bit.
 *
 * <p>PyTorch collects gradients for one training in a process at a time.
 */
public final class TrainingLoop implements AutoCloseable {
  private final TrainingStep step;
  private final BranchSource branches;
  private Course course;
  private final StepGate gate;
  private final List<TrainingState.Sum> sums = new ArrayList<>();

  /**
   * How long a training takes, and how fast it is.
   *
   * @param epochs at least 1
   * @param rate the learning rate over all steps
   * @param seed of what a step draws, such as dropout
   */
  public record Course(int epochs, LearningRate rate, long seed) {
    /** Checks the number of epochs. */
    public Course {
      if (epochs < 1) {
        throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
      }
    }
  }

  /**
   * @param gate goes around every step
   */
  public TrainingLoop(TrainingStep step, BranchSource branches, Course course, StepGate gate) {
    this.step = step;
    this.branches = branches;
    this.course = course;
    this.gate = gate;
  }

  /** How many epochs are behind it. */
  public int epochs() {
    return (int) (step.update().steps() / step.batches().steps());
  }

  /** How many epochs it takes in all. */
  public int planned() {
    return course.epochs();
  }

  /** How many steps an epoch has. */
  public int steps() {
    return step.batches().steps();
  }

  /**
   * Ends sooner: the learning rate goes on as if the training had been planned so.
   *
   * @param epochs in all, no fewer than are behind it and no more than were planned
   */
  public void shorten(int epochs) {
    if (epochs < epochs() || epochs > course.epochs()) {
      throw new IllegalArgumentException(
          "a training of %d epochs, of which %d are behind it, cannot end after %d"
              .formatted(course.epochs(), epochs(), epochs));
    }
    course = new Course(epochs, course.rate(), course.seed());
  }

  /** Whether all steps are taken. */
  public boolean done() {
    return epochs() >= course.epochs();
  }

  /**
   * Takes the steps to the end of an epoch.
   *
   * @return the mean loss of each branch over the epoch, in order, each batch's as the weights were
   *     then
   * @throws TrainingException if the first loss becomes infinite or not a number
   */
  public List<Double> epoch() {
    int before = epochs();
    while (epochs() == before) {
      step();
    }
    return sums.stream().map(TrainingState.Sum::mean).toList();
  }

  /**
   * Takes one step.
   *
   * @throws IllegalStateException if all are taken
   * @throws TrainingException if the first loss becomes infinite or not a number
   */
  public void step() {
    if (done()) {
      throw new IllegalStateException(
          "a training of %d epochs must not go on after them".formatted(course.epochs()));
    }
    int steps = step.batches().steps();
    long taken = step.update().steps();
    int epoch = (int) (taken / steps) + 1;
    int inEpoch = (int) (taken % steps);
    if (inEpoch == 0) {
      sums.clear();
    }
    // before the gate, which whoever makes the batch must pass, too
    step.batches().await(epoch, inEpoch);
    double rate = course.rate().at(taken, (long) course.epochs() * steps);
    gate.run(
        () -> {
          Engine.getEngine("PyTorch").setRandomSeed(drawn(taken));
          add(step.run(epoch, inEpoch, branches.branches(epoch, inEpoch), rate));
        });
    double loss = sums.get(0).total();
    if (!Double.isFinite(loss)) {
      throw new TrainingException(
          "the loss must stay finite, got %s in epoch %d, step %d; lower the learning rate (%s)"
              .formatted(loss, epoch, inEpoch + 1, course.rate().peak()));
    }
  }

  private int drawn(long taken) {
    return (int) Views.mix(Views.mix(course.seed()) + taken);
  }

  private void add(TrainingStep.Outcome outcome) {
    for (int b = 0; b < outcome.losses().size(); b++) {
      if (b == sums.size()) {
        sums.add(new TrainingState.Sum(0, 0));
      }
      sums.set(b, sums.get(b).plus(outcome.losses().get(b), outcome.examples()));
    }
  }

  /**
   * Where the training stands, in Java's memory.
   *
   * @param identity what it is, such as a hash of networks, data and settings: another training
   *     must not go on from it
   * @param notes whatever its owner wants to know again
   */
  public TrainingState state(String identity, Map<String, String> notes) {
    return new TrainingState(identity, step.update().steps(), sums, step.update().state(), notes);
  }

  /**
   * Goes on from where another loop over the same training stood.
   *
   * @throws IllegalArgumentException if the state is of other arrays: the first name, and both
   *     shapes
   */
  public void restore(TrainingState state) {
    step.update().restore(state.arrays(), state.steps());
    sums.clear();
    sums.addAll(state.losses());
  }

  /** Ends what makes batches; arrays are their owner's. */
  @Override
  public void close() {
    step.batches().close();
  }
}
