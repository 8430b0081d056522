package io.paretune.search.sampler.gp;

import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.acquisition.Acquisition;
import io.paretune.search.sampler.acquisition.ChebyshevImprovement;
import io.paretune.search.sampler.acquisition.ExpectedHypervolumeImprovement;
import io.paretune.search.sampler.acquisition.ExpectedImprovement;
import io.paretune.search.sampler.process.Excess;
import io.paretune.search.sampler.process.MaternProcess;
import io.paretune.search.sampler.process.Points;
import io.paretune.search.sampler.process.Shape;
import io.paretune.search.sampler.process.fit.Fitted;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Turns what a study was told into {@link Posterior}s: fits the processes on a schedule that
 * depends on the number of complete trials alone, conditions them on all that is known, and chooses
 * the acquisition. A cache of a pure function of the view.
 */
final class PosteriorFitting {

  /** Points that shapes are fitted to, at most. */
  private static final int FIT_POINTS = 200;

  /** The reference point lies beyond the front by this share of its extent. */
  private static final double MARGIN = 0.1;

  private final FeatureEncoding encoding;
  private final Observations told;
  private final int first;
  private final int most;
  private Fits fits = new Fits(-1, List.of(), List.of());

  /** What was fitted to the first so many complete trials. */
  private record Fits(int count, List<Fitted> objectives, List<Bound> bounds) {}

  /** A constraint's scale and shape. */
  private record Bound(Excess excess, Shape shape) {}

  /** A trial that has no result yet, or will never have one. */
  private static final class Blank {
    private final double[] columns;
    private final boolean running;

    private Blank(double[] columns, boolean running) {
      this.columns = columns;
      this.running = running;
    }
  }

  /**
   * Fits the processes of a space.
   *
   * @param told the study's complete trials; followed by the caller
   * @param first complete trials at the first fit
   * @param most complete trials that a process is conditioned on
   */
  PosteriorFitting(FeatureEncoding encoding, Observations told, int first, int most) {
    this.encoding = encoding;
    this.told = told;
    this.first = first;
    this.most = most;
  }

  /** The last number of complete trials, up to {@code count}, after which shapes are fitted. */
  static int fitPoint(int count, int first) {
    int point = first;
    while (point + Math.max(1, point / 10) <= count) {
      point += Math.max(1, point / 10);
    }
    return point;
  }

  /** What is believed for a trial to come; at least {@code first} trials must be complete. */
  Posterior at(StudyView view, long trialNumber) {
    fit(view);
    int[] chosen = Selection.of(told, told.size(), most);
    List<double[]> columns = new ArrayList<>(columns(chosen));
    List<Blank> blanks = blanks(view);
    List<double[]> blankColumns = blanks.stream().map(blank -> blank.columns).toList();
    List<double[]> all = new ArrayList<>(columns);
    all.addAll(blankColumns);
    Points known = new Points(encoding.metric(), columns);
    Points filled = blanks.isEmpty() ? known : new Points(encoding.metric(), all);
    int objectives = view.definition().objectives().size();
    List<MaternProcess> objectiveProcesses = new ArrayList<>();
    double[][] values = new double[objectives][];
    for (int k = 0; k < objectives; k++) {
      Fitted fit = fits.objectives().get(k);
      values[k] = fit.warp().apply(objective(chosen, k));
      MaternProcess process = MaternProcess.of(known, values[k], fit.shape());
      if (!blanks.isEmpty()) {
        values[k] = filled(values[k], process.means(blankColumns), blanks, objectives == 1);
        process = MaternProcess.of(filled, values[k], fit.shape());
      }
      objectiveProcesses.add(process);
    }
    List<MaternProcess> excesses = new ArrayList<>();
    for (int c = 0; c < fits.bounds().size(); c++) {
      Bound bound = fits.bounds().get(c);
      double[] excess = bound.excess().apply(excess(view, chosen, c));
      MaternProcess process = MaternProcess.of(known, excess, bound.shape());
      if (!blanks.isEmpty()) {
        double[] means = process.means(blankColumns);
        double[] both = Arrays.copyOf(excess, excess.length + means.length);
        System.arraycopy(means, 0, both, excess.length, means.length);
        process = MaternProcess.of(filled, both, bound.shape());
      }
      excesses.add(process);
    }
    List<double[]> reached = reached(chosen, values, blanks);
    return new Posterior(
        encoding, objectiveProcesses, excesses, acquisition(view, trialNumber, reached, values));
  }

  private void fit(StudyView view) {
    int count = fitPoint(told.size(), first);
    if (fits.count() == count) {
      return;
    }
    int[] chosen = Selection.of(told, count, FIT_POINTS);
    Points points = new Points(encoding.metric(), columns(chosen));
    List<Fitted> objectives = new ArrayList<>();
    for (int k = 0; k < view.definition().objectives().size(); k++) {
      objectives.add(Fitted.of(points, objective(chosen, k)));
    }
    List<Bound> bounds = new ArrayList<>();
    for (int c = 0; c < view.definition().constraints().size(); c++) {
      double[] raw = excess(view, chosen, c);
      Excess excess = Excess.of(raw);
      bounds.add(new Bound(excess, Fitted.shape(points, excess.apply(raw))));
    }
    fits = new Fits(count, objectives, bounds);
  }

  private List<double[]> columns(int[] chosen) {
    return Arrays.stream(chosen).mapToObj(i -> encoding.columns(told.unit(i))).toList();
  }

  private double[] objective(int[] chosen, int objective) {
    return Arrays.stream(chosen).mapToDouble(i -> told.costs(i).get(objective)).toArray();
  }

  /** By how much a constraint is broken, in the metric's unit; below 0 if it holds. */
  private double[] excess(StudyView view, int[] chosen, int index) {
    Constraint constraint = view.definition().constraints().get(index);
    double sign = constraint.kind() == Constraint.Kind.AT_MOST ? 1 : -1;
    return Arrays.stream(chosen)
        .mapToDouble(
            i ->
                sign
                    * (told.trial(i).measurement().orElseThrow().metric(constraint.metric())
                        - constraint.bound()))
        .toArray();
  }

  /** Running trials, and the last of those that ended without a measurement. */
  private List<Blank> blanks(StudyView view) {
    List<Blank> blanks = new ArrayList<>();
    for (Trial trial : view.running()) {
      blanks.add(blank(trial, true));
    }
    List<Trial> finished = view.finished();
    for (int i = finished.size() - 1; i >= 0 && blanks.size() < most / 2; i--) {
      if (finished.get(i).state() != TrialState.COMPLETE) {
        blanks.add(blank(finished.get(i), false));
      }
    }
    return blanks;
  }

  private Blank blank(Trial trial, boolean running) {
    return new Blank(encoding.columns(encoding.space().toUnit(trial.assignment())), running);
  }

  /**
   * A running trial is believed to give what is expected of it (kriging believer: Ginsbourger, Le
   * Riche, Carraro 2010, doi:10.1007/978-3-642-10701-6_6), with a single objective no better than
   * the best so far: otherwise the next proposals crowd around an optimum that is only believed.
   * One that failed or was pruned counts as no better than the median, so that a region that fails
   * is left.
   */
  private static double[] filled(
      double[] values, double[] means, List<Blank> blanks, boolean single) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    double best = single ? sorted[0] : Double.NEGATIVE_INFINITY;
    double[] filled = Arrays.copyOf(values, values.length + means.length);
    for (int i = 0; i < means.length; i++) {
      filled[values.length + i] = Math.max(means[i], blanks.get(i).running ? best : median);
    }
    return filled;
  }

  /** The feasible values, and those that running trials are believed to give. */
  private List<double[]> reached(int[] chosen, double[][] values, List<Blank> blanks) {
    List<double[]> reached = new ArrayList<>();
    for (int i = 0; i < values[0].length; i++) {
      if (i < chosen.length
          ? told.costs(chosen[i]).feasible()
          : blanks.get(i - chosen.length).running) {
        double[] point = new double[values.length];
        for (int k = 0; k < point.length; k++) {
          point[k] = values[k][i];
        }
        reached.add(point);
      }
    }
    boolean anyFeasible = Arrays.stream(chosen).anyMatch(i -> told.costs(i).feasible());
    return anyFeasible ? reached : List.of();
  }

  private Optional<Acquisition> acquisition(
      StudyView view, long trialNumber, List<double[]> reached, double[][] values) {
    if (reached.isEmpty()) {
      return Optional.empty();
    }
    if (values.length == 1) {
      double least = reached.stream().mapToDouble(point -> point[0]).min().orElseThrow();
      return Optional.of(new ExpectedImprovement(least));
    }
    List<double[]> front = Selection.front(reached);
    double[] ideal = new double[values.length];
    double[] nadir = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      int objective = k;
      ideal[k] = front.stream().mapToDouble(point -> point[objective]).min().orElseThrow();
      nadir[k] = front.stream().mapToDouble(point -> point[objective]).max().orElseThrow();
      if (nadir[k] - ideal[k] < 1e-9) {
        // a front of one value has no extent of its own
        nadir[k] = Math.max(ideal[k] + 1e-3, Arrays.stream(values[k]).max().orElseThrow());
      }
    }
    if (values.length <= 3) {
      double[] reference = new double[values.length];
      for (int k = 0; k < reference.length; k++) {
        reference[k] = nadir[k] + MARGIN * (nadir[k] - ideal[k]);
      }
      return Optional.of(new ExpectedHypervolumeImprovement(front, reference));
    }
    RandomGenerator random = RandomStreams.of(view.definition().seed(), trialNumber, "gp/weights");
    double[] weights = new double[values.length];
    for (int k = 0; k < weights.length; k++) {
      // exponential ones are uniform on the simplex once they are normalised, which changes nothing
      weights[k] = Math.max(1e-3, -Math.log1p(-random.nextDouble())) / (nadir[k] - ideal[k]);
    }
    double least =
        reached.stream()
            .mapToDouble(point -> ChebyshevImprovement.scalar(point, weights, ideal))
            .min()
            .orElseThrow();
    return Optional.of(new ChebyshevImprovement(weights, ideal, least));
  }
}
