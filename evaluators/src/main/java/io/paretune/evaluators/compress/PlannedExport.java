package io.paretune.evaluators.compress;

import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPoints;
import io.paretune.evaluators.compress.quantise.QuantisedExport;
import io.paretune.evaluators.compress.quantise.calibration.Calibration;
import io.paretune.evaluators.compress.rewrite.CrossLayerEqualisation;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.compress.rewrite.SelectionAsConvolution;
import io.paretune.evaluators.compress.rounding.Reconstruction;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.Map;
import java.util.Optional;

/**
 * The last step of compression: a trained (and, if planned, already pruned) network as the file to
 * deploy.
 */
public final class PlannedExport {

  private PlannedExport() {}

  /**
   * Folds batch normalisation, evens out weights if planned, calibrates if needed, and writes ONNX.
   * Pruning is not done here: it comes before fine-tuning ({@link StructuredPruning}).
   *
   * @param images calibration images, {@code float[n][elements]}, preprocessed; not read where the
   *     plan does not {@linkplain QuantisationPlan#calibrates calibrate}
   * @param threads threads for calibrating
   * @return the file's bytes
   * @throws IllegalArgumentException if the plan names a block that the network does not have, or
   *     weights do not fit
   */
  public static byte[] encode(
      Network network, Weights weights, QuantisationPlan plan, float[][] images, int threads) {
    return encode(
        new WeightedNetwork(network, weights),
        plan,
        images,
        Placement.cpu(threads),
        StepGate.open());
  }

  /**
   * As the other, where others want the machine for themselves at times.
   *
   * @param where rounding is learned, and threads for calibrating
   * @param gate goes around every batch of learning, and around what else takes the processor
   */
  public static byte[] encode(
      WeightedNetwork model,
      QuantisationPlan plan,
      float[][] images,
      Placement where,
      StepGate gate) {
    plan.requireFor(model.network());
    WeightedNetwork even = gate.call(() -> prepared(model, plan));
    if (!plan.acts()) {
      return gate.call(() -> OnnxExport.encode(even.network(), even.weights()));
    }
    Reconstruction.Outcome rounded =
        plan.reconstructs()
            ? Reconstruction.of(even, plan, images, where, gate)
            : new Reconstruction.Outcome(even, Map.of());
    // ranges of values are those that rounded weights leave
    return gate.call(
        () ->
            QuantisedExport.encode(
                rounded.network(),
                plan,
                calibration(rounded.network(), plan, images, where.threads()),
                new LearnedGrids(Map.of(), rounded.steps())));
  }

  private static Optional<Calibration> calibration(
      WeightedNetwork model, QuantisationPlan plan, float[][] images, int threads) {
    if (!plan.calibrates()) {
      return Optional.empty();
    }
    Network network = model.network();
    return Optional.of(
        plan.correctsBiases()
            ? Calibration.collect(network, model.weights(), images, threads)
            : Calibration.collect(
                network,
                model.weights(),
                QuantisationPoints.of(network, plan).grids(),
                images,
                threads));
  }

  /**
   * Writes one of several files of the same network: folds batch normalisation and writes ONNX with
   * what was collected once for all.
   *
   * @param plan that neither evens out weights, since that changes values, nor rounds by examples
   * @param calibration of the network with batch normalisation folded; needed where the plan
   *     {@linkplain QuantisationPlan#calibrates calibrates}
   * @return the file's bytes, as if calibrated anew on the same images
   * @throws IllegalArgumentException if the plan evens out weights, rounds by examples or names a
   *     block that the network does not have, or if a calibration is missing
   */
  public static byte[] encode(
      WeightedNetwork model, QuantisationPlan plan, Optional<Calibration> calibration) {
    plan.requireFor(model.network());
    if (plan.equalisation() || plan.reconstructs()) {
      throw new IllegalArgumentException(
          "a plan that evens out weights or rounds them by examples must be given images, got a"
              + " calibration of the network as it is");
    }
    WeightedNetwork plain = prepared(model, plan);
    return plan.acts()
        ? QuantisedExport.encode(plain.network(), plain.weights(), plan, calibration)
        : OnnxExport.encode(plain.network(), plain.weights());
  }

  /**
   * Writes a network that was trained with the rounding of its file.
   *
   * @param trained as it came out of training, which began with {@link #prepared}
   * @return the file's bytes
   */
  public static byte[] encode(WeightedNetwork trained, QuantisationPlan plan, LearnedGrids grids) {
    return QuantisedExport.encode(trained, plan, Optional.empty(), grids);
  }

  /**
   * The network whose weights are rounded: batch normalisation folded, selections in 8 bits written
   * as convolutions, weights evened out if planned.
   */
  public static WeightedNetwork prepared(WeightedNetwork trained, QuantisationPlan plan) {
    WeightedNetwork plain = FoldBatchNorm.fold(trained.network(), trained.weights());
    QuantisationPoints points = QuantisationPoints.of(plain.network(), plan);
    WeightedNetwork dense = SelectionAsConvolution.rewrite(plain, points::int8);
    return plan.acts() && plan.equalisation() ? CrossLayerEqualisation.equalise(dense) : dense;
  }
}
