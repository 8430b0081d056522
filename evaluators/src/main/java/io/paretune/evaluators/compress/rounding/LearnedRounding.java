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
final class LearnedRounding implements UnitReconstruction {

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

  private final WeightedNetwork model;
  private final QuantisationPlan plan;
  private final Effort effort;
  private final Random random;

  /** How many steps each unit is learned in, and what goes around each. */
  record Effort(int updates, StepGate gate) {

    /** As many as a network's size allows. */
    static Effort of(Network network, StepGate gate) {
      double once = (double) BATCH * Math.max(1, network.multiplyAdds());
      return new Effort((int) Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, WORK / once)), gate);
    }
  }

  /**
   * Learning.
   *
   * @param random for the batches
   */
  LearnedRounding(WeightedNetwork model, QuantisationPlan plan, Effort effort, Random random) {
    this.model = model;
    this.plan = plan;
    this.effort = effort;
    this.random = random;
  }

  @Override
  public Fitted fit(RoundingUnit unit, PassedValues values, boolean says) {
    Map<String, Tensor> steps = new LinkedHashMap<>();
    SoftRounding soft = soft(unit, steps);
    if (steps.isEmpty()) {
      return new Fitted(Map.of(), steps);
    }
    return new Fitted(says ? decide(unit, soft, values) : soft.nearest(), steps);
  }

  private SoftRounding soft(RoundingUnit unit, Map<String, Tensor> steps) {
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
