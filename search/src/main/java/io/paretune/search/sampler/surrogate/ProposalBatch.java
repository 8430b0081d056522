package io.paretune.search.sampler.surrogate;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.sampler.surrogate.Shortlist.Candidate;
import io.paretune.search.sampler.surrogate.kernel.Agreements;
import io.paretune.search.sampler.surrogate.kernel.LevelEncoding;
import io.paretune.search.sampler.surrogate.kernel.Point;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.StudyDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is proposed until the model is fitted again: a function of the complete trials at the
 * round's start alone. Picks are made when they are asked for.
 */
final class ProposalBatch {

  private static final int SHORTLISTED = 200;

  /** How many of the best are looked at for their features, more if they share a rank. */
  private static final int LOOKED_AT = 100;

  private final Shortlist shortlist;
  private final List<Assignment> picks = new ArrayList<>();

  /**
   * Begins a round.
   *
   * @param listed all that may ever be proposed, if the space is small enough
   * @param second a second look at the best, by what is known of them beforehand
   */
  ProposalBatch(
      Told told,
      Optional<List<Candidate>> listed,
      FittedModels.Hyperparameters chosen,
      Optional<SecondLook> second) {
    FittedModels learned = told.models(told.points(), chosen);
    Set<Assignment> done = told.done();
    Map<Candidate, Costs> candidates =
        listed.isPresent() ? predicted(listed.get(), learned, done) : bred(told, learned, done);
    if (second.isPresent()) {
      List<Candidate> liked = best(candidates, LOOKED_AT);
      Foreknown.Scored scored = second.get().foreknown().with(told.trials(), told.points(), liked);
      learned = told.models(scored.trials(), second.get().chosen());
      candidates = predicted(scored.candidates(), learned, done);
    }
    List<double[]> front = new ArrayList<>();
    for (int i = 0; i < told.training().size(); i++) {
      if (told.observed().costs(told.training().get(i)).feasible()) {
        front.add(learned.target(i));
      }
    }
    List<Costs> costs = new ArrayList<>(candidates.values());
    int[] ranks = NonDominatedSorting.ranks(costs);
    this.shortlist =
        new Shortlist(
            learned,
            best(candidates, SHORTLISTED),
            front,
            reference(front, costs, ranks, learned.objectives().size()),
            told.known());
  }

  /**
   * What a round knows.
   *
   * @param training the observations that are learned from
   * @param known all complete trials' number at the round's start
   */
  record Told(
      StudyDefinition definition,
      LevelEncoding encoder,
      Observations observed,
      List<Integer> training,
      int known) {

    private List<Point> points() {
      return training.stream().map(i -> encoder.point(observed.unit(i))).toList();
    }

    private List<Assignment> trials() {
      return training.stream().map(i -> observed.trial(i).assignment()).toList();
    }

    private FittedModels models(List<Point> points, FittedModels.Hyperparameters chosen) {
      return new FittedModels(
          new Agreements(encoder, points),
          values(observed, training, definition.objectives().size()),
          excesses(observed, training, definition.constraints()),
          chosen);
    }

    private Set<Assignment> done() {
      Set<Assignment> done = new HashSet<>();
      for (int i = 0; i < known; i++) {
        done.add(observed.trial(i).assignment());
      }
      return done;
    }
  }

  /**
   * What the best candidates are ranked by once more: features are too dear to be asked for all.
   *
   * @param chosen hyperparameters of models that know the features
   */
  record SecondLook(Foreknown foreknown, FittedModels.Hyperparameters chosen) {}

  static double[][] values(Observations told, List<Integer> training, int objectives) {
    double[][] values = new double[objectives][training.size()];
    for (int i = 0; i < training.size(); i++) {
      for (int j = 0; j < objectives; j++) {
        values[j][i] = told.costs(training.get(i)).get(j);
      }
    }
    return values;
  }

  static double[][] excesses(
      Observations told, List<Integer> training, List<Constraint> constraints) {
    double[][] excesses = new double[constraints.size()][training.size()];
    for (int j = 0; j < excesses.length; j++) {
      Constraint constraint = constraints.get(j);
      for (int i = 0; i < training.size(); i++) {
        double value =
            told.trial(training.get(i)).measurement().orElseThrow().metric(constraint.metric());
        double over =
            constraint.kind() == Constraint.Kind.AT_MOST
                ? value - constraint.bound()
                : constraint.bound() - value;
        excesses[j][i] = Math.max(-Double.MAX_VALUE / 4, Math.min(Double.MAX_VALUE / 4, over));
      }
    }
    return excesses;
  }

  private static Costs predicted(FittedModels learned, Point point) {
    double[] means = learned.means(point);
    int objectives = learned.objectives().size();
    double violation = 0;
    for (int i = objectives; i < means.length; i++) {
      violation += Math.max(0, means[i]);
    }
    return Costs.of(Arrays.copyOf(means, objectives), violation);
  }

  private static Map<Candidate, Costs> predicted(
      List<Candidate> listed, FittedModels learned, Set<Assignment> done) {
    Map<Candidate, Costs> predicted = new LinkedHashMap<>();
    for (Candidate candidate : listed) {
      if (!done.contains(candidate.assignment())) {
        predicted.put(candidate, predicted(learned, candidate.point()));
      }
    }
    return predicted;
  }

  private static Map<Candidate, Costs> bred(Told told, FittedModels learned, Set<Assignment> done) {
    SearchSpace space = told.definition().space();
    List<double[]> start = told.training().stream().map(told.observed()::unit).toList();
    Map<Candidate, Costs> bred =
        new Breeding(
                space,
                told.encoder(),
                RandomStreams.of(told.definition().seed(), told.known(), "surrogate/breeding"),
                point -> predicted(learned, point))
            .from(start);
    bred.keySet().removeIf(candidate -> done.contains(candidate.assignment()));
    return bred;
  }

  /** The best by rank: as many as wanted, or twice as many where the last of them share one. */
  private static List<Candidate> best(Map<Candidate, Costs> candidates, int wanted) {
    List<Candidate> all = List.copyOf(candidates.keySet());
    int[] ranks = NonDominatedSorting.ranks(new ArrayList<>(candidates.values()));
    List<Candidate> best = new ArrayList<>();
    for (int rank = 0; best.size() < Math.min(wanted, all.size()); rank++) {
      for (int i = 0; i < ranks.length && best.size() < 2 * wanted; i++) {
        if (ranks[i] == rank) {
          best.add(all.get(i));
        }
      }
    }
    return best;
  }

  /** A tenth of the extent of what was found and is predicted beyond its worst values. */
  private static double[] reference(
      List<double[]> found, List<Costs> predicted, int[] ranks, int objectives) {
    List<double[]> extent = new ArrayList<>();
    List<Costs> foundCosts = found.stream().map(Costs::of).toList();
    int[] foundRanks = NonDominatedSorting.ranks(foundCosts);
    for (int i = 0; i < foundRanks.length; i++) {
      if (foundRanks[i] == 0) {
        extent.add(found.get(i));
      }
    }
    for (int i = 0; i < ranks.length; i++) {
      if (ranks[i] == 0) {
        extent.add(predicted.get(i).toArray());
      }
    }
    double[] reference = new double[objectives];
    for (int j = 0; j < objectives; j++) {
      int axis = j;
      double low = extent.stream().mapToDouble(point -> point[axis]).min().orElse(0);
      double high = extent.stream().mapToDouble(point -> point[axis]).max().orElse(0);
      reference[j] = high + 0.1 * (high - low) + 1e-9 * (1 + Math.abs(high));
    }
    return reference;
  }

  /**
   * The pick of an index, the earlier ones believed; empty when there is nothing left to pick.
   *
   * @param index 0, 1, ...
   */
  Optional<Assignment> pick(int index) {
    while (picks.size() <= index) {
      Candidate next = shortlist.next();
      if (next == null) {
        return Optional.empty();
      }
      picks.add(next.assignment());
    }
    return Optional.of(picks.get(index));
  }
}
