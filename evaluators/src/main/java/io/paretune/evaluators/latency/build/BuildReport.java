package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.latency.PredictionAccuracy;

/**
 * What came of a build. All three ways to predict are judged by the same unseen networks.
 *
 * @param table as it was written, with its fit
 * @param unstableKernels for which the machine was never quiet enough; their figures are the least
 *     disturbed ones
 * @param unstableNetworks that were left out for the same reason
 * @param learned networks that were learned from
 * @param predictor of the table with its fit
 * @param sum of the table alone
 * @param multiplyAdds a straight line through the multiply-adds of the networks learned from
 */
public record BuildReport(
    LatencyTable table,
    int unstableKernels,
    int unstableNetworks,
    int learned,
    PredictionAccuracy predictor,
    PredictionAccuracy sum,
    PredictionAccuracy multiplyAdds) {}
