package io.paretune.search.pruner;

import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A family of trainings that never take place: networks of a depth, width and kernel, trained with
 * a learning rate and dropout for {@link #EPOCHS} epochs.
 *
 * <p>The error falls by a power law of the epochs, {@code limit + (0.9 - limit) (1 + t)^-speed}.
 * The limit falls by a power law of the multiply-adds (the trade-off), and is worse away from the
 * best learning rate and dropout, which both depend on the size. Large networks learn more slowly
 * and high rates faster, so that curves cross: what leads after an epoch often does not in the end.
 * Each network has its luck (standard deviation 0.006), each epoch its own (0.004). Deterministic
 * by seed.
 */
public final class LearningCurves {

  public static final int EPOCHS = 27;

  public static final SearchSpace SPACE =
      SearchSpace.builder()
          .whole("depth", 1, 6)
          .whole("width", 8, 128, 8)
          .choice("kernel", 3, 5)
          .logReal("rate", 1e-4, 1)
          .real("dropout", 0, 0.5)
          .build();

  private static final double LEAST = multiplyAdds(1, 8, 3);
  private static final double MOST = multiplyAdds(6, 128, 5);

  private final long seed;

  public LearningCurves(long seed) {
    this.seed = seed;
  }

  private static double multiplyAdds(long depth, long width, long kernel) {
    return 784.0 * (9 * width + depth * width * width * kernel * kernel) + 10 * width;
  }

  public static double multiplyAdds(Assignment network) {
    return multiplyAdds(
        network.whole("depth"), network.whole("width"), (Long) network.value("kernel"));
  }

  /** 0 for the smallest network, 1 for the largest. */
  private static double size(Assignment network) {
    return Math.log(multiplyAdds(network) / LEAST) / Math.log(MOST / LEAST);
  }

  /** Validation accuracy after an epoch, from 1. */
  public double accuracy(Assignment network, int epoch) {
    double size = size(network);
    double rate = Math.log10(network.real("rate")) + 1 + 0.8 * size;
    double dropout = network.real("dropout") - 0.35 * size;
    SplittableRandom luck = new SplittableRandom(seed * 1_000_003 + network.toString().hashCode());
    double limit =
        0.04
            + 0.36 * Math.pow(multiplyAdds(network) / LEAST, -0.3)
            + 0.03 * rate * rate
            + 0.3 * dropout * dropout
            + 0.006 * gaussian(luck);
    double speed = Math.min(1.6, Math.max(0.25, 1.1 - 0.5 * size + 0.25 * rate));
    SplittableRandom noise =
        new SplittableRandom(
            (seed * 1_000_003 + network.toString().hashCode()) * 31 + 7919L * epoch);
    double clipped = Math.min(0.85, limit);
    double error = clipped + (0.9 - clipped) * Math.pow(1 + epoch, -speed);
    return 1 - Math.min(0.95, Math.max(0.01, error + 0.004 * gaussian(noise)));
  }

  private static double gaussian(SplittableRandom random) {
    // Box and Muller's
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /**
   * What a study came to.
   *
   * @param hypervolume of accuracy against the logarithm of the multiply-adds, both scaled to 0..1
   * @param epochs trained in all
   * @param complete trials that were not stopped
   * @param trials in all
   */
  public record Result(double hypervolume, int epochs, int complete, int trials) {}

  /** Runs a study of so many trials at most, or until so many epochs are trained. */
  public Result run(Sampler sampler, Pruner pruner, int trials, int epochs) {
    Study<Assignment> study =
        Study.of(SPACE)
            .maximize("accuracy")
            .minimize("multiply-adds")
            .sampler(sampler)
            .pruner(pruner)
            .seed(seed)
            .start();
    int trained = 0;
    for (int i = 0; i < trials && trained < epochs; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      trained += train(study, trial);
    }
    List<Trial> all = study.trials();
    List<double[]> front = new ArrayList<>();
    study
        .paretoFront()
        .forEach(
            member ->
                front.add(
                    new double[] {
                      1 - member.trial().measurement().orElseThrow().metric("accuracy"),
                      size(member.value())
                    }));
    int complete = (int) all.stream().filter(trial -> trial.state() == TrialState.COMPLETE).count();
    return new Result(Hypervolume.of(front, new double[] {1, 1}), trained, complete, all.size());
  }

  private int train(Study<Assignment> study, ActiveTrial<Assignment> trial) {
    Assignment network = trial.assignment();
    double cost = multiplyAdds(network);
    Verdict verdict = trial.declare("multiply-adds", cost);
    int epoch = 0;
    while (!verdict.prune() && epoch < EPOCHS) {
      epoch++;
      verdict = trial.report(epoch, accuracy(network, epoch));
    }
    study.tell(
        trial.number(),
        verdict.prune() ? trial.pruned(verdict) : trial.measured(accuracy(network, EPOCHS), cost));
    return epoch;
  }
}
