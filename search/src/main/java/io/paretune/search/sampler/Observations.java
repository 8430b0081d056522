package io.paretune.search.sampler;

import io.paretune.search.pareto.Costs;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The complete trials of a study, and if asked for the pruned ones, in the order in which they
 * ended, as a model or a population sees them: points of the unit cube and costs. Before them come
 * the trials that the study was started with ({@link StudyView#earlier}), so that their number is
 * not that of the view's complete ones.
 *
 * <p>A cache of a pure function of {@link StudyView#finished}, extended as that list grows and
 * begun again, in another {@link #epoch}, if it is another one. Not thread-safe.
 */
public final class Observations {

  private final List<Trial> trials = new ArrayList<>();
  private final List<double[]> units = new ArrayList<>();
  private final List<Costs> costs = new ArrayList<>();
  private int followed;
  private int epoch;
  private @Nullable Trial last;
  private List<Trial> earlier = List.of();
  private final boolean pruned;

  /** The complete trials alone: for models, which want the values that they are to predict. */
  public Observations() {
    this(false);
  }

  private Observations(boolean pruned) {
    this.pruned = pruned;
  }

  /**
   * The complete trials, and those pruned ones of which every objective is known to some degree:
   * the first by its best report, the others, and what is constrained, before the end ({@link
   * Trial#declared}).
   *
   * <p>For populations, which only compare: a report made early is worse than what the trial would
   * have come to, so a pruned trial ranks behind the complete ones that it was pruned for, and
   * pruned ones against each other as on their rung. Without them a population fills as slowly as
   * trials complete, and learns nothing from the many that did not.
   */
  public static Observations withPruned() {
    return new Observations(true);
  }

  /** Takes over what ended since the last call. */
  public void follow(StudyView view) {
    List<Trial> finished = view.finished();
    if (followed > finished.size() || !stillFollowed(finished) || !view.earlier().equals(earlier)) {
      trials.clear();
      units.clear();
      costs.clear();
      followed = 0;
      epoch++;
      earlier = view.earlier();
      for (Trial trial : earlier) {
        add(view, trial, view.definition().costs(trial.measurement().orElseThrow()));
      }
    }
    while (followed < finished.size()) {
      Trial trial = finished.get(followed++);
      last = trial;
      if (trial.state() == TrialState.COMPLETE) {
        add(view, trial, view.costs(trial.number()).orElseThrow());
      } else if (pruned && trial.state() == TrialState.PRUNED) {
        soFar(view.definition(), trial).ifPresent(cost -> add(view, trial, cost));
      }
    }
  }

  private void add(StudyView view, Trial trial, Costs cost) {
    trials.add(trial);
    units.add(view.definition().space().toUnit(trial.assignment()));
    costs.add(cost);
  }

  /** What a trial would have cost had it ended at its best report. */
  private static Optional<Costs> soFar(StudyDefinition definition, Trial trial) {
    Objective first = definition.objectives().get(0);
    Map<String, Double> metrics = new HashMap<>(trial.declared());
    trial.reports().stream()
        .map(Report::value)
        .min(
            (one, two) ->
                Double.compare(first.direction().minimised(one), first.direction().minimised(two)))
        .ifPresent(best -> metrics.put(first.name(), best));
    boolean enough =
        definition.objectives().stream().allMatch(objective -> finite(metrics, objective.name()))
            && definition.constraints().stream()
                .allMatch(constraint -> finite(metrics, constraint.metric()));
    return enough ? Optional.of(definition.costs(Measurement.of(metrics))) : Optional.empty();
  }

  private static boolean finite(Map<String, Double> metrics, String name) {
    Double value = metrics.get(name);
    return value != null && Double.isFinite(value);
  }

  /** Identity is enough and cheap: a study never replaces a finished trial's record. */
  @SuppressWarnings("ReferenceEquality")
  private boolean stillFollowed(List<Trial> finished) {
    return followed == 0 || finished.get(followed - 1) == last;
  }

  /** Changes when everything was forgotten because another study was shown. */
  public int epoch() {
    return epoch;
  }

  /** Number of trials, earlier ones included. */
  public int size() {
    return trials.size();
  }

  /** A trial, by the order in which they ended. */
  public Trial trial(int index) {
    return trials.get(index);
  }

  /**
   * Where a trial lies in the unit cube.
   *
   * @return {@code double[dimension]}, NaN on the axes of absent parameters; shared, do not change
   */
  public double[] unit(int index) {
    return units.get(index);
  }

  /** What a trial cost. */
  public Costs costs(int index) {
    return costs.get(index);
  }
}
