package io.paretune.evaluators.compress.qat;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.calibration.Calibration;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.compress.rewrite.ScaledOutput;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.OutputScale;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.ForwardTransform;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fine-tunes a trained network with the rounding that its file will have (straight-through: Jacob
 * et al. 2018, arXiv:1712.05877; learned steps: Esser et al. 2020, arXiv:1902.08153).
 *
 * <p>Batch normalisation is folded first and the folded network is trained: what training rounds is
 * then what the file stores, and no statistics move beneath it. (Jacob et al. fold within each step
 * and freeze the statistics after a while.) A normalisation that cannot be folded trains on.
 *
 * <p>Use: {@code train} {@link #start} {@linkplain #transform through} this with {@link #settings},
 * then {@link #encode}. One training at a time: it owns buffers.
 */
public final class QuantisationAwareTraining {

  /** Share of the rate of fine-tuning. */
  private static final double GENTLER = 0.1;

  private final WeightedNetwork start;
  private final QuantisationPlan plan;
  private final Map<String, Range> ranges;
  private final ForwardTransform transform;

  private QuantisationAwareTraining(
      WeightedNetwork start, QuantisationPlan plan, Map<String, Range> ranges) {
    this.start = start;
    this.plan = plan;
    this.ranges = ranges;
    this.transform =
        plan.training() == QuantisationTraining.LEARNED_STEPS
            ? new LearnedSteps(start.network(), start.weights(), plan, ranges)
            : new FakeQuantisation(start.network(), plan, ranges);
  }

  /**
   * Folds batch normalisation, evens out weights if planned, and calibrates if needed.
   *
   * @param plan that {@linkplain QuantisationPlan#trains trains}
   * @param images calibration images, {@code float[n][elements]}, preprocessed; not read where the
   *     plan does not {@linkplain QuantisationPlan#calibrates calibrate}
   * @param threads threads for calibrating
   * @throws IllegalArgumentException if the plan trains nothing or names a block that the network
   *     does not have
   */
  public static QuantisationAwareTraining prepare(
      WeightedNetwork trained, QuantisationPlan plan, float[][] images, int threads) {
    if (!plan.requireFor(trained.network()).trains()) {
      throw new IllegalArgumentException(
          "a plan for quantisation-aware training must have one and 8 or 4 bits somewhere, got "
              + plan);
    }
    WeightedNetwork start = PlannedExport.prepared(trained, plan);
    Map<String, Range> ranges = new LinkedHashMap<>();
    if (plan.calibrates()) {
      Map<String, Range> seen =
          Calibration.collect(start.network(), start.weights(), images, threads)
              .ranges(plan.calibration());
      QuantisationPoints points = QuantisationPoints.of(start.network(), plan);
      for (String value : points.grids()) {
        ranges.put(value, points.reachable(value, seen.getOrDefault(value, new Range(0, 0))));
      }
    }
    return new QuantisationAwareTraining(start, plan, ranges);
  }

  /** What to train: the network as its file will have it, with the weights so far. */
  public WeightedNetwork start() {
    return start;
  }

  /** What to train through. */
  public ForwardTransform transform() {
    return transform;
  }

  /**
   * How to train, given how the network was trained: for so many epochs, without weight decay
   * (which would change the function now), at a tenth of the rate of fine-tuning (nothing evens out
   * gradients once normalisation is folded).
   */
  public TrainingSettings settings(TrainingSettings training, int epochs) {
    TrainingSettings tuning = training.fineTuning(epochs);
    return tuning.withWeightDecay(0).withLearningRate(tuning.learningRate() * GENTLER);
  }

  /** The grids of the outcome. */
  public LearnedGrids grids(Trained trained) {
    return transform instanceof LearnedSteps steps
        ? steps.grids(trained.parameters())
        : new LearnedGrids(ranges, Map.of());
  }

  /** The outcome's file: its bytes. */
  public byte[] encode(Trained trained) {
    return encode(trained, OutputScale.identity());
  }

  /**
   * The outcome's file, answering on another scale: its bytes.
   *
   * @param scale to which the last linear layer is moved, the steps of its weights with them
   */
  public byte[] encode(Trained trained, OutputScale scale) {
    LearnedGrids grids = grids(trained);
    String last = Role.WEIGHT.of(start.network().output().name());
    Map<String, Tensor> steps = new LinkedHashMap<>(grids.steps());
    steps.computeIfPresent(last, (name, step) -> ScaledOutput.times(step, scale.factor(), 0));
    return PlannedExport.encode(
        ScaledOutput.of(new WeightedNetwork(start.network(), trained.weights()), scale),
        plan,
        new LearnedGrids(grids.ranges(), steps));
  }
}
