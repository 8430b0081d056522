package io.paretune.search.sampler.reinforce;

import io.paretune.search.sampler.Deduplication;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyView;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * REINFORCE (Williams 1992, doi:10.1007/BF00992696) over networks, as neural architecture search by
 * reinforcement learning began (Zoph, Le 2017, arXiv:1611.01578): a policy draws, what did better
 * than a moving average becomes likelier, the policy's entropy is rewarded beside.
 *
 * <p>Departures from Zoph and Le: no recurrent network, but a softmax of its own for every
 * parameter ({@link Policy}), since some hundreds of trials teach no more than that; plain ascent.
 * Parameters of many values and continuous ones are drawn by stretches, evenly within. Several
 * objectives: a policy for each of a few trade-offs, taught by all trials ({@link PolicyReplay}),
 * by how many of the last 100 a trial beats in that trade-off ({@link RewardWindow}); feasible ones
 * first. Rank by dominance as the reward of a single policy was tried: it does not cover a front
 * (.89 and .94 of NAS-Bench-Macro's hypervolume after 100 and 300 trials, where this has .97 and
 * .99).
 *
 * <p>When it is worth using: seldom. {@code surrogate} is far better with as many trials. On five
 * tables this was ahead of {@code aging-evolution} after 100 trials, on three of them after 300,
 * and on four behind it after 1,000, since its policies settle on a few trade-offs;
 * docs/benchmarks.md has the figures. It is for comparison with the literature, and where a
 * proposal must cost microseconds.
 *
 * <p>An ask costs O(policies * dimension * cells), and O(policies * 100) a trial told since the
 * last; neither grows with history.
 */
public final class Reinforce implements Sampler {

  private static final String NAME = "reinforce";

  /** Tries of a proposal until parameters are drawn evenly. */
  private static final double TRIES_TO_EVEN = 64;

  private final PolicyReplay replay;

  /**
   * How the policies learn.
   *
   * @param policies trade-offs between several objectives, each with a policy of its own, at least
   *     1; one objective has one
   * @param learningRate of the ascent, above 0
   * @param entropy weight of the policies' entropy beside rewards of 0 to 1, at least 0: the
   *     larger, the longer they explore
   * @param baselineDecay of the moving average that rewards are compared with, in [0, 1)
   * @param cells stretches that a parameter of many values is divided into, at least 2
   */
  public record Settings(
      int policies, double learningRate, double entropy, double baselineDecay, int cells) {

    /** Checks the settings. */
    public Settings {
      if (policies < 1) {
        throw new IllegalArgumentException("policies must be at least 1, got " + policies);
      }
      if (!(learningRate > 0 && Double.isFinite(learningRate))) {
        throw new IllegalArgumentException("learningRate must be above 0, got " + learningRate);
      }
      if (!(entropy >= 0 && Double.isFinite(entropy))) {
        throw new IllegalArgumentException("entropy must be at least 0, got " + entropy);
      }
      if (!(baselineDecay >= 0 && baselineDecay < 1)) {
        throw new IllegalArgumentException(
            "0 <= baselineDecay < 1 must hold, got " + baselineDecay);
      }
      if (cells < 2) {
        throw new IllegalArgumentException("cells must be at least 2, got " + cells);
      }
    }

    /** Two policies, learning fast enough for studies of hundreds of trials. */
    public static Settings defaults() {
      return new Settings(2, 1, 0.02, 0.9, 10);
    }

    /** These settings with another number of policies. */
    public Settings withPolicies(int newPolicies) {
      return new Settings(newPolicies, learningRate, entropy, baselineDecay, cells);
    }
  }

  /** Policy gradients with the given settings. */
  public Reinforce(Settings settings) {
    this.replay = new PolicyReplay(settings);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    SearchSpace space = view.definition().space();
    RandomGenerator random = RandomStreams.of(view.definition().seed(), trialNumber, NAME);
    List<Policy> policies = replay.follow(view);
    Policy policy = policies.get(random.nextInt(policies.size()));
    Supplier<Assignment> draws =
        new Supplier<>() {
          private int tries;

          @Override
          public Assignment get() {
            double evenness = Math.min(1, tries++ / TRIES_TO_EVEN);
            return space.fromUnit(policy.draw(random, evenness));
          }
        };
    return Deduplication.first(view, random, draws);
  }
}
