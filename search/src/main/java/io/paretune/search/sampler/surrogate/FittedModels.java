package io.paretune.search.sampler.surrogate;

import java.util.List;
import java.util.Optional;

/**
 * What was learned from some complete trials: a prediction of each objective, and of each
 * constraint's slack.
 */
final class FittedModels {

  private final Encoder encoder;
  private final List<Point> points;
  private final List<Regression> models;
  private final List<Regression> slacks;
  private final double[][] targets;

  /**
   * Learns.
   *
   * @param values {@code double[objectives][n]}, minimised
   * @param slackValues {@code double[constraints][n]}: at most 0 where the constraint holds
   */
  FittedModels(
      Encoder encoder,
      List<Point> points,
      double[][] values,
      double[][] slackValues,
      Recipes recipes) {
    this.encoder = encoder;
    this.points = points;
    this.targets = new double[values.length][];
    Parts parts = new Parts();
    Regression[] objectives = new Regression[values.length];
    for (int i = 0; i < values.length; i++) {
      GpHyperparameters recipe = recipes.objectives().get(i);
      targets[i] = recipe.warp().of(values[i]);
      objectives[i] = parts.fit(recipe, targets[i]);
    }
    Regression[] constraints = new Regression[slackValues.length];
    for (int i = 0; i < slackValues.length; i++) {
      constraints[i] = parts.fit(recipes.slacks().get(i), slackValues[i]);
    }
    this.models = List.of(objectives);
    this.slacks = List.of(constraints);
  }

  /**
   * How everything is predicted.
   *
   * @param objectives one recipe an objective
   * @param slacks one recipe a constraint, none transformed
   */
  record Recipes(List<GpHyperparameters> objectives, List<GpHyperparameters> slacks) {
    Recipes {
      objectives = List.copyOf(objectives);
      slacks = List.copyOf(slacks);
    }
  }

  /** Fits that share the pairwise parts of kernels of one scale. */
  private final class Parts {
    private double scale = Double.NaN;
    private double[][] parts = new double[0][];

    Regression fit(GpHyperparameters recipe, double[] values) {
      if (scale != recipe.kernel().scale()) {
        scale = recipe.kernel().scale();
        parts = Regression.parts(encoder, points, scale);
      }
      double noise = recipe.noise();
      while (true) {
        Optional<Regression> fit =
            Regression.fit(encoder, points, parts, values, recipe.kernel(), noise);
        if (fit.isPresent()) {
          return fit.get();
        }
        // more points than at the choice of the recipe may be too alike for so little noise
        noise *= 10;
      }
    }
  }

  /** Number of objectives. */
  int objectives() {
    return models.size();
  }

  /** The transformed objectives of a trial, {@code double[objectives]}. */
  double[] target(int trial) {
    double[] all = new double[targets.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = targets[i][trial];
    }
    return all;
  }

  /** The predicted objectives, transformed, {@code double[objectives]}; O(n x dimension). */
  double[] means(Point point) {
    double[] means = new double[models.size()];
    double[] covariances = new double[0];
    double scale = Double.NaN;
    double[] parts = new double[0];
    for (int i = 0; i < means.length; i++) {
      if (scale != models.get(i).kernel().scale()) {
        scale = models.get(i).kernel().scale();
        parts = models.get(i).parts(point);
      }
      covariances = models.get(i).covariances(parts);
      means[i] = models.get(i).mean(covariances);
    }
    return means;
  }

  List<Regression> models() {
    return models;
  }

  List<Regression> slacks() {
    return slacks;
  }
}
