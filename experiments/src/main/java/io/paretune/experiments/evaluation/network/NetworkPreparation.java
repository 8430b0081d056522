package io.paretune.experiments.evaluation.network;

import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrainingDevices;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.evaluators.trial.preparation.Preparation;
import io.paretune.evaluators.trial.preparation.Preparations;
import io.paretune.evaluators.trial.preparation.kept.PreparationListener;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import io.paretune.evaluators.trial.preparation.kept.TimeTooShortException;
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

/**
 * Makes what the trials of a search need, each as one trial whose number is its place and whose
 * measurement is its curve. One for which the time is too short is a trial that was pruned.
 */
public final class NetworkPreparation implements TrialEvaluator {

  /** The metric of what it took, in seconds; nearly nothing if it was found. */
  public static final String SECONDS = "seconds";

  /** The metric of how many epochs it has; 0 if nothing was trained. */
  public static final String EPOCHS = "epochs";

  /** The metric of how many there would have been, had there been time. */
  public static final String PLANNED = "planned";

  /** The key of the curve in the provenance. */
  public static final String CURVE = "curve";

  /** The key that says in the provenance whether it was made here or found. */
  public static final String FOUND = "found";

  private final NetworkProblem problem;
  private final List<Preparation> preparations;
  private final TrainingDevices.Taken devices;

  private NetworkPreparation(
      NetworkProblem problem, List<Preparation> preparations, TrainingDevices.Taken devices) {
    this.problem = problem;
    this.preparations = preparations;
    this.devices = devices;
  }

  static TrialEvaluator open(TrialSpec trials, Sources sources, EvaluationPlace place) {
    MeasuringLease lease = MeasuringLease.ofThisHost();
    TrainingDevices.Taken devices = trials.schedule().devices().take(lease.directory());
    try {
      TrialSpec here = trials.withSchedule(trials.schedule().withDevices(devices.devices()));
      NetworkProblem problem = new NetworkProblem(here, sources.data(here.data()));
      Workplace workplace = NetworkEvaluator.workplace(place, lease);
      return new NetworkPreparation(
          problem, Preparations.of(problem, place.seed(), workplace.preparation()), devices);
    } catch (RuntimeException unopened) {
      devices.close();
      throw unopened;
    }
  }

  @Override
  public SearchSpace space() {
    return problem.space();
  }

  @Override
  public Outcome evaluate(long trial, Assignment point, TrialChannel channel) {
    Preparation preparation = preparations.get((int) trial);
    long began = System.nanoTime();
    channel.phase(preparation.name());
    Prepared prepared;
    try {
      prepared = preparation.prepare(new Telling(preparation.name(), channel));
    } catch (TimeTooShortException tooShort) {
      return new Outcome.Pruned(String.valueOf(tooShort.getMessage()));
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(SECONDS, (System.nanoTime() - began) / 1e9);
    metrics.put(EPOCHS, (double) prepared.curve().points().size());
    metrics.put(PLANNED, (double) prepared.planned());
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put(CURVE, prepared.curve().json());
    provenance.put(FOUND, Boolean.toString(prepared.found()));
    return new Outcome.Measured(new Measurement(metrics, provenance));
  }

  /** Makes phases of what it hears. */
  private record Telling(String name, TrialChannel channel) implements PreparationListener {

    @Override
    public void done(int step, int of, double loss) {
      says(String.format(Locale.ROOT, "epoch %d of %d, loss %.4g", step, of, loss));
    }

    @Override
    public void says(String what) {
      channel.phase(name + ", " + what);
    }
  }

  @Override
  public void close() {
    devices.close();
  }
}
