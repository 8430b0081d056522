package io.paretune.evaluators.compress;

import io.paretune.evaluators.compress.prune.StructuredPruning;
import io.paretune.evaluators.compress.quantise.Calibration;
import io.paretune.evaluators.compress.quantise.Int8Export;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.Range;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import java.util.Map;

/**
 * The last step of compression: a trained (and, if planned, already pruned) network as the file to
 * deploy.
 */
public final class PlannedExport {

  private PlannedExport() {}

  /**
   * Folds batch normalisation, calibrates if a block is quantised, and writes ONNX. Pruning is not
   * done here: it comes before fine-tuning ({@link StructuredPruning}).
   *
   * @param images calibration images, {@code float[n][elements]}, preprocessed; not read if nothing
   *     is quantised
   * @param threads threads for calibrating
   * @return the file's bytes
   * @throws IllegalArgumentException if the plan names a block that the network does not have, or
   *     weights do not fit
   */
  public static byte[] encode(
      Network network, Weights weights, QuantisationPlan plan, float[][] images, int threads) {
    plan.requireFor(network);
    WeightedNetwork folded = FoldBatchNorm.fold(network, weights);
    if (!plan.quantises()) {
      return OnnxExport.encode(folded.network(), folded.weights());
    }
    Map<String, Range> ranges =
        Calibration.collect(folded.network(), folded.weights(), images, threads)
            .ranges(plan.calibration());
    return Int8Export.encode(folded.network(), folded.weights(), ranges, plan::int8);
  }
}
