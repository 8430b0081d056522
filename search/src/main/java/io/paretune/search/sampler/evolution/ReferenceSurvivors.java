package io.paretune.search.sampler.evolution;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The parents that NSGA-III keeps: whole fronts while they fit, then of the next front those whose
 * reference directions have the fewest survivors.
 *
 * <p>A cache of a pure function of its {@link Observations}, extended and rebuilt as they are; ties
 * are broken by a generator that depends on the study's seed and the number of selections before.
 */
final class ReferenceSurvivors {

  private final int most;
  private final List<Member> members = new ArrayList<>();
  private final List<Member> arrivals = new ArrayList<>();
  private final Observations told = Observations.withPruned();
  private List<double[]> directions = List.of();
  private Niches niches = new Niches(List.of(new double[] {1}));
  private int followed;
  private int epoch = -1;
  private long selections;

  /** Survivors of so many reference directions at most. */
  ReferenceSurvivors(int most) {
    this.most = most;
  }

  /** A complete trial's costs and the index of its observation. */
  private record Member(int observation, Costs costs) {}

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** Number of survivors, and of trials between two selections. */
  int size(StudyDefinition definition) {
    return Math.max(4, ReferenceDirections.atMost(most, definition.objectives().size()).size());
  }

  void follow(StudyView view) {
    told.follow(view);
    if (epoch != told.epoch()) {
      epoch = told.epoch();
      members.clear();
      arrivals.clear();
      followed = 0;
      selections = 0;
      directions = ReferenceDirections.atMost(most, view.definition().objectives().size());
      niches = new Niches(directions);
    }
    int size = Math.max(4, directions.size());
    while (followed < told.size()) {
      arrivals.add(new Member(followed, told.costs(followed)));
      followed++;
      if (arrivals.size() == size) {
        select(size, view.definition().seed());
      }
    }
  }

  private void select(int size, long seed) {
    RandomGenerator random = RandomStreams.of(seed, selections++, "nsga3/niching");
    List<Member> all = new ArrayList<>(members);
    all.addAll(arrivals);
    arrivals.clear();
    members.clear();
    int[] ranks = NonDominatedSorting.ranks(all.stream().map(Member::costs).toList());
    List<Member> whole = new ArrayList<>();
    List<Member> last = front(all, ranks, 0);
    List<Costs> best = last.stream().map(Member::costs).toList();
    for (int rank = 1; whole.size() + last.size() < Math.min(size, all.size()); rank++) {
      whole.addAll(last);
      last = front(all, ranks, rank);
    }
    members.addAll(whole);
    List<Member> considered = new ArrayList<>(whole);
    considered.addAll(last);
    List<Niches.Place> places =
        niches.places(considered.stream().map(Member::costs).toList(), best);
    if (considered.size() <= size) {
      members.addAll(last);
      return;
    }
    int[] taken = new int[directions.size()];
    places.subList(0, whole.size()).forEach(place -> taken[place.niche()]++);
    List<List<Candidate>> candidates = new ArrayList<>();
    directions.forEach(direction -> candidates.add(new ArrayList<>()));
    for (int i = whole.size(); i < considered.size(); i++) {
      Niches.Place place = places.get(i);
      candidates.get(place.niche()).add(new Candidate(considered.get(i), place.distance()));
    }
    while (members.size() < size) {
      int niche = emptiest(taken, candidates, random);
      members.add(next(candidates.get(niche), taken[niche] == 0, random));
      taken[niche]++;
    }
  }

  private record Candidate(Member member, double distance) {}

  private static List<Member> front(List<Member> all, int[] ranks, int rank) {
    List<Member> front = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      if (ranks[i] == rank) {
        front.add(all.get(i));
      }
    }
    return front;
  }

  /** A direction with candidates and fewest survivors, of several one at random. */
  private static int emptiest(
      int[] taken, List<List<Candidate>> candidates, RandomGenerator random) {
    List<Integer> fewest = new ArrayList<>();
    for (int niche = 0; niche < taken.length; niche++) {
      if (candidates.get(niche).isEmpty()) {
        continue;
      }
      if (!fewest.isEmpty() && taken[niche] < taken[fewest.get(0)]) {
        fewest.clear();
      }
      if (fewest.isEmpty() || taken[niche] == taken[fewest.get(0)]) {
        fewest.add(niche);
      }
    }
    return fewest.get(random.nextInt(fewest.size()));
  }

  /** The candidate nearest to the direction's line if it has no survivor yet, else any. */
  private static Member next(List<Candidate> candidates, boolean nearest, RandomGenerator random) {
    int chosen = nearest ? 0 : random.nextInt(candidates.size());
    for (int i = 1; nearest && i < candidates.size(); i++) {
      if (candidates.get(i).distance() < candidates.get(chosen).distance()) {
        chosen = i;
      }
    }
    return candidates.remove(chosen).member();
  }

  /**
   * A parent: of two drawn at random the one that breaks the constraints less, else the first
   * (Jain, Deb 2014, doi:10.1109/TEVC.2013.2281534, section II).
   *
   * @return {@code double[dimension]}; positions of absent parameters are drawn
   */
  double[] parent(RandomGenerator random) {
    Member one = members.get(random.nextInt(members.size()));
    Member two = members.get(random.nextInt(members.size()));
    Member better = two.costs().violation() < one.costs().violation() ? two : one;
    double[] unit = told.unit(better.observation()).clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] = Double.isNaN(unit[i]) ? random.nextDouble() : unit[i];
    }
    return unit;
  }
}
