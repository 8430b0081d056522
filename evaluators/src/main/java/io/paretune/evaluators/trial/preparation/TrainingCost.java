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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What training will roughly cost, before anything is trained. By arithmetic where that is little;
 * else as a few steps of the smallest and of the largest network take here, which is some seconds;
 * by arithmetic, too, where no steps can be taken.
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
  private static final Logger LOG = LoggerFactory.getLogger(TrainingCost.class);

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
    Each usual = new Each(pace.byArithmetic(smallest), pace.byArithmetic(largest));
    double all = (trials * passes(problem) + before(problem)) * usual.mean();
    Optional<Each> timed = all > WORTH_TIMING ? pace.timed(smallest, largest) : Optional.empty();
    Each each = timed.orElse(usual);
    return new TrainingCost(
        passes(problem) * each.small(),
        passes(problem) * each.large(),
        before(problem) * each.mean(),
        timed.isPresent());
  }

  /** Seconds that the smallest and the largest network take for all examples. */
  private record Each(double small, double large) {
    double mean() {
      return (small + large) / 2;
    }
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

    /** Empty where steps cannot be taken just now: whoever trains will be told why. */
    Optional<Each> timed(Network smallest, Network largest) {
      Trainer trainer = Trainer.on(problem.spec().schedule().places()).fedBy(threads);
      try {
        double small = timed(trainer, smallest);
        return Optional.of(new Each(small, Math.max(small, timed(trainer, largest))));
      } catch (RuntimeException impossible) {
        LOG.info("what training costs is worked out, as no steps can be timed", impossible);
        return Optional.empty();
      } finally {
        trainer.giveBack();
      }
    }

    private double timed(Trainer trainer, Network network) {
      return TorchEngine.withThreads(threads, () -> steps(trainer, network));
    }

    private double steps(Trainer trainer, Network network) {
      TrainingSettings settings = problem.spec().schedule().training().usual();
      int examples = (int) Math.max(2, Math.min(settings.batchSize(), STEP / example(network)));
      TrainingSettings brief = settings.withBatchSize(examples).withEpochs(STEPS + 1);
      TimedSteps timed = new TimedSteps(gate);
      try (NetworkTraining training =
          trainer.begin(
              network,
              Initialisation.kaiming(network, settings.seed()),
              problem.data().train(),
              brief,
              Optional.empty(),
              timed)) {
        training.loop().step(); // the first one loads
        timed.begin();
        while (timed.taken < STEPS && timed.nanos < LONG_ENOUGH.toNanos()) {
          training.loop().step();
        }
        return timed.nanos / NANOS / timed.taken * training.loop().steps();
      }
    }
  }

  /** Counts what steps take, and not how long they wait or what is done beside them. */
  private static final class TimedSteps implements StepGate {
    private final StepGate gate;
    private long nanos;
    private int taken;

    TimedSteps(StepGate gate) {
      this.gate = gate;
    }

    void begin() {
      nanos = 0;
      taken = 0;
    }

    @Override
    public void run(Runnable step) {
      gate.run(
          () -> {
            long began = System.nanoTime();
            step.run();
            nanos += System.nanoTime() - began;
            taken++;
          });
    }

    @Override
    public StepGate beside() {
      return gate.beside();
    }
  }
}
