package io.paretune.evaluators.compress.rounding;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.RoundingKind;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Rounds the weights of 8 and 4 bits so that what examples become on their way through a network
 * stays what it was: unit after unit, each given what units before have become. Values stay float
 * meanwhile. It needs no labels, and draws with a fixed seed: the same examples give the same
 * weights.
 */
public final class Reconstruction {

  private static final long SEED = 20200430;

  /** Examples a step looks at, at least. */
  private static final int BATCH = 32;

  private Reconstruction() {}

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
   * Rounds as a plan says.
   *
   * @param model as it will be written
   * @param plan that {@linkplain QuantisationPlan#reconstructs reconstructs}
   * @param examples {@code float[n][elements]}, preprocessed; some hundreds; where their values
   *     would take more than 2 GiB, as many as fit are taken evenly
   * @param gate goes around every batch
   * @throws IllegalArgumentException if values of the network are not finite
   */
  public static Outcome of(
      WeightedNetwork model,
      QuantisationPlan plan,
      float[][] examples,
      Placement where,
      StepGate gate) {
    LearnedRounding.Effort effort = LearnedRounding.Effort.of(model.network(), gate);
    return of(model, plan, examples, where, effort);
  }

  static Outcome of(
      WeightedNetwork model,
      QuantisationPlan plan,
      float[][] examples,
      Placement where,
      LearnedRounding.Effort effort) {
    Random random = new Random(SEED);
    UnitReconstruction way =
        plan.rounding() == RoundingKind.LEARNED
            ? new LearnedRounding(model, plan, effort, random)
            : new SequentialRanges(model, plan);
    // a closing softmax hides differences
    Network network = model.network().opened();
    float[][] held = shuffled(evenly(examples, PassedValues.most(network, BATCH)), random);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> steps = new LinkedHashMap<>();
    try (NDManager manager =
        Engine.getEngine("PyTorch").newBaseManager(TorchEngine.device(where.device()))) {
      PassedValues values = new PassedValues(model, held, manager, effort.gate());
      for (RoundingUnit unit : RoundingUnit.of(network)) {
        boolean says = values.enter(unit);
        UnitReconstruction.Fitted fitted = way.fit(unit, values, says);
        values.round(fitted.weights());
        values.leave(unit);
        weights.putAll(fitted.weights());
        steps.putAll(fitted.steps());
      }
    }
    return new Outcome(new WeightedNetwork(model.network(), model.weights().with(weights)), steps);
  }

  /** As many as may be, from everywhere. */
  static float[][] evenly(float[][] examples, int most) {
    float[][] chosen = new float[Math.min(most, examples.length)][];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = examples[(int) ((long) i * examples.length / chosen.length)];
    }
    return chosen;
  }

  private static float[][] shuffled(float[][] examples, Random random) {
    float[][] mixed = examples.clone();
    for (int i = mixed.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      float[] kept = mixed[i];
      mixed[i] = mixed[other];
      mixed[other] = kept;
    }
    return mixed;
  }
}
