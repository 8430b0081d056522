package io.paretune.search.sampler.surrogate;

import io.paretune.search.sampler.process.GaussianProcess;
import io.paretune.search.sampler.process.Kernel;
import io.paretune.search.sampler.process.Prior;
import io.paretune.search.sampler.surrogate.kernel.AdditiveKernel;
import io.paretune.search.sampler.surrogate.kernel.Agreement;
import io.paretune.search.sampler.surrogate.kernel.Agreements;
import io.paretune.search.sampler.surrogate.kernel.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was learned from some complete trials: a prediction of each objective, and of each
 * constraint's excess.
 */
final class FittedModels {

  private final Agreements points;
  private final List<Model> objectives = new ArrayList<>();
  private final List<Model> excesses = new ArrayList<>();
  private final double[][] targets;
  private final Map<Double, List<Agreement>> among = new HashMap<>();

  /**
   * How everything is predicted.
   *
   * @param objectives of each objective
   * @param excesses of each constraint, none transformed
   */
  record Hyperparameters(List<GpHyperparameters> objectives, List<GpHyperparameters> excesses) {
    Hyperparameters {
      objectives = List.copyOf(objectives);
      excesses = List.copyOf(excesses);
    }
  }

  /**
   * A process of standardised values, with the kernel that its queries are compared by.
   *
   * @param centre what was taken from the values
   * @param unit what they were divided by then
   */
  record Model(
      AdditiveKernel kernel, GaussianProcess<Agreement> process, double centre, double unit) {}

  /**
   * Learns.
   *
   * @param values {@code double[objectives][n]}, minimised
   * @param excessValues {@code double[constraints][n]}: at most 0 where the constraint holds
   */
  FittedModels(
      Agreements points, double[][] values, double[][] excessValues, Hyperparameters chosen) {
    this.points = points;
    this.targets = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      targets[i] = chosen.objectives().get(i).warp().of(values[i]);
      objectives.add(model(chosen.objectives().get(i), targets[i], 0, 1));
    }
    for (int i = 0; i < excessValues.length; i++) {
      double centre = Warp.mean(excessValues[i]);
      double unit = Warp.deviation(excessValues[i]);
      double[] standard = Warp.NONE.of(excessValues[i]);
      excesses.add(model(chosen.excesses().get(i), standard, centre, unit));
    }
  }

  private Model model(GpHyperparameters chosen, double[] values, double centre, double unit) {
    AdditiveKernel kernel = chosen.kernel();
    Kernel<Agreement> bound = kernel.over(among.computeIfAbsent(kernel.scale(), points::among));
    return new Model(
        kernel,
        GaussianProcess.of(bound, Prior.CONSTANT_IN_KERNEL, values, chosen.noise()),
        centre,
        unit);
  }

  /** The transformed objectives of a trial, {@code double[objectives]}. */
  double[] target(int trial) {
    return Arrays.stream(targets).mapToDouble(values -> values[trial]).toArray();
  }

  /** Agreements of points with those that were learned from, by a model's scale. */
  List<Agreement> agreements(Model model, List<Point> queries) {
    double scale = model.kernel().scale();
    return queries.stream().map(point -> points.with(point, scale)).toList();
  }

  /** The predicted objectives, transformed, then the predicted excesses; O(n x dimension). */
  double[] means(Point point) {
    double[] means = new double[objectives.size() + excesses.size()];
    double[] row = new double[points.size()];
    double scale = Double.NaN;
    Agreement agreement = new Agreement(new double[0][], new double[0]);
    for (int i = 0; i < means.length; i++) {
      Model model = i < objectives.size() ? objectives.get(i) : excesses.get(i - objectives.size());
      if (scale != model.kernel().scale()) {
        scale = model.kernel().scale();
        agreement = points.with(point, scale);
      }
      means[i] = model.centre() + model.unit() * model.process().mean(agreement, row);
    }
    return means;
  }

  /** A layout in which points of the same space are compared with each other. */
  Agreements among(List<Point> queries) {
    return new Agreements(points.encoding(), queries);
  }

  /** Models of the objectives. */
  List<Model> objectives() {
    return objectives;
  }

  /** Models of the constraints' excesses. */
  List<Model> excesses() {
    return excesses;
  }
}
