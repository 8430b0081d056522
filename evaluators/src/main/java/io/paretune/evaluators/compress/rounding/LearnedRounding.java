package io.paretune.evaluators.compress.rounding;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.weight.RoundedWeights;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.optimise.Optimisation;
import io.paretune.evaluators.train.optimise.OptimiserKind;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Decides for each weight of 8 and 4 bits whether it is rounded up or down: unit after unit, so
 * that the unit's value, given what units before have become, is as near as can be to that of the
 * network in floats (AdaRound: Nagel et al. 2020, arXiv:2004.10568; by blocks as BRECQ: Li et al.
 * 2021, arXiv:2102.05426, without its second-order weights). Values stay float meanwhile. It needs
 * no labels, and draws with a fixed seed: the same examples give the same weights.
 *
 * <p>Departs from the papers in the length, which follows from the network's size instead of being
 * 10,000 or 20,000 steps a unit, and in that errors are divided by the mean square of the unit's
 * value, so that one weight of what is undecided suits all units.
 */
public final class LearnedRounding {

  /** Examples a step looks at. */
  private static final int BATCH = 32;

  private static final int MOST_STEPS = 1000;
  private static final int FEWEST_STEPS = 100;

  /** Multiply-adds of all forward passes over a whole network. */
  private static final double WORK = 1e12;

  private static final double RATE = 0.01;

  /** Share of the steps before values are driven to decide. */
  private static final double FREE = 0.2;

  private static final double FIRST_BETA = 20;
  private static final double LAST_BETA = 2;

  /** Weight of what is undecided, against the error. */
  private static final double DECISION = 0.01;

  private static final long SEED = 20200430;

  private final WeightedNetwork model;
  private final QuantisationPlan plan;
  private final Effort effort;
  private final Random random = new Random(SEED);
  private final Map<String, Tensor> rounded = new LinkedHashMap<>();
  private final Map<String, Tensor> steps = new LinkedHashMap<>();

  private LearnedRounding(WeightedNetwork model, QuantisationPlan plan, Effort effort) {
    this.model = model;
    this.plan = plan;
    this.effort = effort;
  }

  /**
   * Weights that are on their grids.
   *
   * @param network with its weights rounded
   * @param steps of the grids, as {@link
   *     io.paretune.evaluators.compress.quantise.LearnedGrids#steps}
   */
  public record Outcome(WeightedNetwork network, Map<String, Tensor> steps) {

    /** Copies the map. */
    public Outcome {
      steps = Map.copyOf(steps);
    }
  }

  /**
   * Learns the rounding of all weights of 8 and 4 bits.
   *
   * @param model as it will be written
   * @param examples {@code float[n][elements]}, preprocessed; some hundreds; where their values
   *     would take more than 2 GiB, as many as fit are taken evenly
   * @param gate goes around every batch
   * @throws IllegalArgumentException if values of the network are not finite
   */
  public static Outcome learn(
      WeightedNetwork model,
      QuantisationPlan plan,
      float[][] examples,
      Placement where,
      StepGate gate) {
    double once = (double) BATCH * Math.max(1, model.network().multiplyAdds());
    int updates = (int) Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, WORK / once));
    return learn(model, plan, examples, where, new Effort(updates, gate));
  }

  /** How many steps each unit is learned in, and what goes around each. */
  record Effort(int updates, StepGate gate) {}

  static Outcome learn(
      WeightedNetwork model,
      QuantisationPlan plan,
      float[][] examples,
      Placement where,
      Effort effort) {
    LearnedRounding learning = new LearnedRounding(model, plan, effort);
    try (NDManager manager =
        Engine.getEngine("PyTorch").newBaseManager(TorchEngine.device(where.device()))) {
      learning.over(examples, manager);
    }
    return new Outcome(
        new WeightedNetwork(model.network(), model.weights().with(learning.rounded)),
        learning.steps);
  }

  private void over(float[][] examples, NDManager manager) {
    // a closing softmax hides differences
    Network network = model.network().opened();
    float[][] held = evenly(examples, PassedValues.most(network, BATCH));
    PassedValues values = new PassedValues(model, shuffled(held), manager, effort.gate());
    for (RoundingUnit unit : RoundingUnit.of(network)) {
      boolean says = values.enter(unit);
      SoftRounding soft = soft(unit);
      if (!soft.parameters().names().isEmpty()) {
        Map<String, Tensor> decided = says ? decide(unit, soft, values) : soft.nearest();
        rounded.putAll(decided);
        values.round(decided);
      }
      values.leave(unit);
    }
  }

  /** As many as may be, from everywhere. */
  static float[][] evenly(float[][] examples, int most) {
    float[][] chosen = new float[Math.min(most, examples.length)][];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = examples[(int) ((long) i * examples.length / chosen.length)];
    }
    return chosen;
  }

  private float[][] shuffled(float[][] examples) {
    float[][] mixed = examples.clone();
    for (int i = mixed.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      float[] kept = mixed[i];
      mixed[i] = mixed[other];
      mixed[other] = kept;
    }
    return mixed;
  }

  private SoftRounding soft(RoundingUnit unit) {
    QuantisationPoints points = QuantisationPoints.of(model.network(), plan);
    SoftRounding soft = new SoftRounding();
    for (Node node : unit.nodes()) {
      int bits = points.weightBits(node);
      if (bits <= 8) {
        String name = Role.WEIGHT.of(node.name());
        Tensor weight = model.weights().get(name);
        Tensor grid = RoundedWeights.steps(weight, bits, plan.weightScales());
        steps.put(name, grid);
        soft.add(name, weight, grid, bits);
      }
    }
    return soft;
  }

  private Map<String, Tensor> decide(RoundingUnit unit, SoftRounding soft, PassedValues values) {
    try (NDManager brief = values.manager().newSubManager()) {
      soft.placeIn(brief);
      WeightArrays trained = WeightArrays.ofParameters(soft.parameters(), brief);
      Optimisation adam =
          Optimisation.defaults().withOptimiser(OptimiserKind.ADAM).withWeightDecay(0);
      Update update = new Update(adam, trained, brief);
      for (int i = 0; i < effort.updates(); i++) {
        double progress = (double) i / effort.updates();
        effort.gate().run(() -> step(unit, soft, values, update, progress));
      }
      return soft.decided(trained.toWeights());
    }
  }

  private void step(
      RoundingUnit unit, SoftRounding soft, PassedValues values, Update update, double progress) {
    try (NDManager step = values.manager().newSubManager()) {
      int from = random.nextInt(Math.max(1, values.count() - BATCH + 1));
      int to = Math.min(values.count(), from + BATCH);
      Map<String, NDArray> leaves = update.leaves(step);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray error = values.error(unit, soft, leaves, from, to, step);
        collector.backward(
            progress < FREE
                ? error
                : error.add(Scalars.times(soft.undecided(leaves, beta(progress)), DECISION)));
      }
      update.apply(List.of(leaves), RATE);
    }
  }

  /** From so steep that only values near a step are drawn to it, to all being drawn. */
  private static double beta(double progress) {
    double share = (progress - FREE) / (1 - FREE);
    return LAST_BETA + (FIRST_BETA - LAST_BETA) * (1 - share);
  }
}
