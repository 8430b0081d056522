package io.paretune.search.sampler;

import io.paretune.search.pareto.Costs;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The complete trials of a study, in the order in which they ended, as a model or a population sees
 * them: points of the unit cube and costs. Before them come the trials that the study was started
 * with ({@link StudyView#earlier}), so that their number is not that of the view's complete ones.
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
      }
    }
  }

  private void add(StudyView view, Trial trial, Costs cost) {
    trials.add(trial);
    units.add(view.definition().space().toUnit(trial.assignment()));
    costs.add(cost);
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

  /** Number of complete trials, earlier ones included. */
  public int size() {
    return trials.size();
  }

  /** A complete trial, by the order in which they ended. */
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
