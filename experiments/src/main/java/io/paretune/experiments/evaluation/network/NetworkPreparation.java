package io.paretune.experiments.evaluation.network;

import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.evaluators.trial.preparation.Curve;
import io.paretune.evaluators.trial.preparation.Preparation;
import io.paretune.evaluators.trial.preparation.Prepared;
import io.paretune.evaluators.trial.preparation.SupernetPreparation;
import io.paretune.experiments.evaluation.EvaluationPlace;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes what the trials of a search need, as one trial whose measurement is its curve. */
public final class NetworkPreparation implements TrialEvaluator {

  /** The metric of how well the preparation went. */
  public static final String LOSS = "loss";

  /** The metric of what it took, in seconds; nearly nothing if it was found. */
  public static final String SECONDS = "seconds";

  /** The metric of how many epochs it has. */
  public static final String EPOCHS = "epochs";

  /** The key of the curve in the provenance. */
  public static final String CURVE = "curve";

  /** The key that says in the provenance whether it was made here or found. */
  public static final String FOUND = "found";

  private final NetworkProblem problem;
  private final Preparation preparation;

  private NetworkPreparation(NetworkProblem problem, Preparation preparation) {
    this.problem = problem;
    this.preparation = preparation;
  }

  static TrialEvaluator open(TrialSpec trials, Sources sources, EvaluationPlace place) {
    NetworkProblem problem = new NetworkProblem(trials, sources.data(trials.data()));
    Workplace workplace = NetworkEvaluator.workplace(place, MeasuringLease.ofThisHost());
    return new NetworkPreparation(
        problem, new SupernetPreparation(problem, place.seed(), workplace.preparation()));
  }

  @Override
  public SearchSpace space() {
    return problem.space();
  }

  @Override
  public Outcome evaluate(long trial, Assignment point, TrialChannel channel) {
    long began = System.nanoTime();
    channel.phase(preparation.name());
    Prepared prepared =
        preparation.prepare(
            (step, of, loss) ->
                channel.phase(
                    String.format(
                        Locale.ROOT,
                        "%s, epoch %d of %d, loss %.4g",
                        preparation.name(),
                        step,
                        of,
                        loss)));
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(LOSS, lastLoss(prepared.curve()));
    metrics.put(SECONDS, (System.nanoTime() - began) / 1e9);
    metrics.put(EPOCHS, (double) prepared.curve().points().size());
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put(CURVE, prepared.curve().json());
    provenance.put(FOUND, Boolean.toString(prepared.found()));
    return new Outcome.Measured(new Measurement(metrics, provenance));
  }

  private static double lastLoss(Curve curve) {
    List<Curve.Point> points = curve.points();
    return points.get(points.size() - 1).figures().getOrDefault(LOSS, Double.NaN);
  }

  @Override
  public void close() {
    // a preparation holds nothing between its steps
  }
}
