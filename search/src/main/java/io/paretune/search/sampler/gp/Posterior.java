package io.paretune.search.sampler.gp;

import io.paretune.search.math.StandardNormal;
import io.paretune.search.sampler.acquisition.Acquisition;
import io.paretune.search.sampler.process.MaternProcess;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The posterior of a study at one moment: what its processes expect, and how much each of its
 * points promises: the acquisition by the objectives' processes, times the probability that every
 * constraint holds (Gardner et al. 2014, "Bayesian optimization with inequality constraints"), in
 * logarithms.
 */
final class Posterior {

  private final FeatureEncoding encoding;
  private final List<MaternProcess> objectives;
  private final List<MaternProcess> excesses;
  private final Optional<Acquisition> acquisition;

  /**
   * A posterior.
   *
   * @param objectives one process an objective, minimised
   * @param excesses one process a constraint: above 0 it is broken
   * @param acquisition empty while nothing is feasible: then feasibility is all that counts
   */
  Posterior(
      FeatureEncoding encoding,
      List<MaternProcess> objectives,
      List<MaternProcess> excesses,
      Optional<Acquisition> acquisition) {
    this.encoding = encoding;
    this.objectives = List.copyOf(objectives);
    this.excesses = List.copyOf(excesses);
    this.acquisition = acquisition;
  }

  FeatureEncoding encoding() {
    return encoding;
  }

  /**
   * The promises of many points.
   *
   * @param columns as {@link FeatureEncoding#columns} gives them
   */
  double[] promises(List<double[]> columns) {
    int count = columns.size();
    double[] promises = new double[count];
    if (acquisition.isPresent()) {
      double[][] means = new double[objectives.size()][count];
      double[][] deviations = new double[objectives.size()][count];
      for (int k = 0; k < means.length; k++) {
        objectives.get(k).predict(columns, means[k], deviations[k]);
      }
      double[] mean = new double[means.length];
      double[] deviation = new double[means.length];
      double[] unused = new double[means.length];
      double[] alsoUnused = new double[means.length];
      for (int i = 0; i < count; i++) {
        for (int k = 0; k < means.length; k++) {
          mean[k] = means[k][i];
          deviation[k] = deviations[k][i];
        }
        promises[i] = acquisition.get().at(mean, deviation, unused, alsoUnused);
      }
    }
    double[] mean = new double[count];
    double[] deviation = new double[count];
    for (MaternProcess excess : excesses) {
      excess.predict(columns, mean, deviation);
      for (int i = 0; i < count; i++) {
        promises[i] += StandardNormal.logCumulative(-mean[i] / deviation[i]);
      }
    }
    return promises;
  }

  /**
   * A point's promise and its gradient.
   *
   * @param gradient {@code double[columns]}, overwritten; 0 for nominal columns
   */
  double promise(double[] columns, double[] gradient) {
    Arrays.fill(gradient, 0);
    double promise = 0;
    double[] byMean = new double[columns.length];
    double[] byDeviation = new double[columns.length];
    if (acquisition.isPresent()) {
      int count = objectives.size();
      double[] means = new double[count];
      double[] deviations = new double[count];
      double[][] meanGradients = new double[count][columns.length];
      double[][] deviationGradients = new double[count][columns.length];
      for (int k = 0; k < count; k++) {
        MaternProcess.Prediction at =
            objectives.get(k).predict(columns, meanGradients[k], deviationGradients[k]);
        means[k] = at.mean();
        deviations[k] = at.deviation();
      }
      double[] outerMean = new double[count];
      double[] outerDeviation = new double[count];
      promise = acquisition.get().at(means, deviations, outerMean, outerDeviation);
      for (int k = 0; k < count; k++) {
        add(gradient, outerMean[k], meanGradients[k]);
        add(gradient, outerDeviation[k], deviationGradients[k]);
      }
    }
    for (MaternProcess excess : excesses) {
      MaternProcess.Prediction at = excess.predict(columns, byMean, byDeviation);
      double z = -at.mean() / at.deviation();
      promise += StandardNormal.logCumulative(z);
      double hazard = StandardNormal.hazard(z) / at.deviation();
      add(gradient, -hazard, byMean);
      add(gradient, -hazard * z, byDeviation);
    }
    return promise;
  }

  private static void add(double[] into, double factor, double[] other) {
    for (int c = 0; c < into.length; c++) {
      into[c] += factor * other[c];
    }
  }
}
