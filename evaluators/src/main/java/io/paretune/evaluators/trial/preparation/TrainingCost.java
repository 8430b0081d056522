package io.paretune.evaluators.trial.preparation;

import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.NetworkTraining;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.time.Duration;
import java.util.Optional;

/**
 * What training will roughly cost, before anything is trained. By arithmetic where that is little;
 * else as a few steps of the smallest and of the largest network take here, which is some seconds.
 *
 * @param smallest what the smallest network takes: seconds of training a trial
 * @param largest likewise
 * @param before seconds before the first trial: the shared network, or 0
 * @param timed whether steps were timed
 */
public record TrainingCost(double smallest, double largest, double before, boolean timed) {

  /** What a core usually gets done. */
  private static final double MULTIPLY_ADDS_A_SECOND = 3e10;

  /** Forward, and twice as much back. */
  private static final int PASSES = 3;

  /** Seconds of all trials that are worth timing steps. */
  private static final double WORTH_TIMING = 1200;

  /** Seconds that one timed step should take at most, by arithmetic. */
  private static final double STEP = 1;

  private static final int STEPS = 3;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;

  /**
   * Works it out.
   *
   * @param trials how many are wanted, for whether steps are worth timing
   * @param threads of each worker
   * @param gate goes around every timed step
   */
  public static TrainingCost of(NetworkProblem problem, long trials, int threads, StepGate gate) {
    Network largest = problem.trainable(problem.family().largest(problem.context()));
    Network smallest = problem.trainable(smallest(problem.family(), problem.context()));
    Pace pace = new Pace(problem, threads, gate);
    double usual = (pace.byArithmetic(smallest) + pace.byArithmetic(largest)) / 2;
    boolean timed =
        (trials * passes(problem) + before(problem)) * usual > WORTH_TIMING && usual > 0;
    double small = timed ? pace.timed(smallest) : pace.byArithmetic(smallest);
    double large = timed ? Math.max(small, pace.timed(largest)) : pace.byArithmetic(largest);
    return new TrainingCost(
        passes(problem) * small,
        passes(problem) * large,
        before(problem) * (small + large) / 2,
        timed);
  }

  /** The first of every option; the largest where that is no network. */
  private static Network smallest(Family family, FamilyContext context) {
    if (family.parameters(context).isEmpty()) {
      return family.largest(context);
    }
    try {
      int options = family.space(context).dimension();
      return family.build(family.space(context).fromUnit(new double[options]), context);
    } catch (IllegalArgumentException disconnected) {
      return family.largest(context);
    }
  }

  /** How often a trial looks at all examples. */
  private static double passes(NetworkProblem problem) {
    Schedule schedule = problem.spec().schedule();
    if (schedule.sharing().isPresent()) {
      return 0;
    }
    return problem.model().isPresent() ? schedule.fineTuningEpochs() : schedule.epochs();
  }

  /** How often a network looks at all examples before the first trial. */
  private static double before(NetworkProblem problem) {
    Optional<Sharing> sharing = problem.spec().schedule().sharing();
    return sharing.map(shared -> shared.epochs() * (double) shared.subnetsPerStep()).orElse(0.0);
  }

  /** Seconds that a network takes for all examples. */
  private record Pace(NetworkProblem problem, int threads, StepGate gate) {

    double byArithmetic(Network network) {
      return problem.data().train().size() * example(network);
    }

    /** Of one example, by arithmetic. */
    private double example(Network network) {
      return PASSES * network.multiplyAdds() / (MULTIPLY_ADDS_A_SECOND * threads);
    }

    double timed(Network network) {
      return TorchEngine.withThreads(threads, () -> steps(network));
    }

    private double steps(Network network) {
      TrainingSettings settings = problem.spec().schedule().training().usual();
      int examples = (int) Math.max(2, Math.min(settings.batchSize(), STEP / example(network)));
      TrainingSettings brief = settings.withBatchSize(examples).withEpochs(STEPS + 1);
      Trainer trainer = Trainer.on(problem.spec().schedule().places()).fedBy(threads);
      long[] nanos = {0};
      int taken = 0;
      try (NetworkTraining training =
          trainer.begin(
              network,
              Initialisation.kaiming(network, settings.seed()),
              problem.data().train(),
              brief,
              Optional.empty(),
              timing(nanos))) {
        training.loop().step(); // the first one loads
        nanos[0] = 0;
        while (taken < STEPS && nanos[0] < LONG_ENOUGH.toNanos()) {
          training.loop().step();
          taken++;
        }
      }
      return nanos[0] / NANOS / taken * problem.data().train().size() / examples;
    }

    /** Counts what steps take, and not how long they wait. */
    private StepGate timing(long[] nanos) {
      return step ->
          gate.run(
              () -> {
                long began = System.nanoTime();
                step.run();
                nanos[0] += System.nanoTime() - began;
              });
    }
  }
}
