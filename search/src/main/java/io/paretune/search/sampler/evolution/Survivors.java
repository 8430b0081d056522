package io.paretune.search.sampler.evolution;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.CrowdingTruncation;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.Observations;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The parents that a study's finished trials leave: a cache of a pure function of its {@link
 * Observations}, extended and rebuilt as they are.
 */
final class Survivors {

  private final int size;
  private final List<Member> members = new ArrayList<>();
  private final List<Member> arrivals = new ArrayList<>();
  private final Observations told = Observations.withPruned();
  // others are made from it, which is cheaper than from nothing
  private @Nullable Phenotype<DoubleGene, Integer> anyIndividual;
  private int followed;
  private int epoch;
  private long selections;

  Survivors(int size) {
    this.size = size;
  }

  /** A complete trial, its place in the unit cube, and how good it is among the survivors. */
  private record Member(Trial trial, Costs costs, Place place, int rank, double crowding) {
    Member ranked(int newRank, double newCrowding) {
      return new Member(trial, costs, place, newRank, newCrowding);
    }
  }

  /** A point of the unit cube, and the individual there once it was a parent. */
  private static final class Place {
    private final double[] unit;
    private @Nullable Phenotype<DoubleGene, Integer> individual;

    private Place(double[] unit) {
      this.unit = unit;
    }
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  List<Trial> trials() {
    return members.stream().map(Member::trial).toList();
  }

  void follow(StudyView view) {
    told.follow(view);
    if (epoch != told.epoch()) {
      epoch = told.epoch();
      members.clear();
      arrivals.clear();
      anyIndividual = null;
      selections++;
      followed = 0;
    }
    while (followed < told.size()) {
      Trial trial = told.trial(followed);
      arrivals.add(
          new Member(
              trial,
              told.costs(followed),
              place(view.definition(), trial, told.unit(followed)),
              0,
              0));
      followed++;
      if (arrivals.size() == size) {
        select();
      }
    }
  }

  /** Axes of absent parameters get a value that depends on the trial alone. */
  private static Place place(StudyDefinition definition, Trial trial, double[] unit) {
    boolean whole = true;
    for (double position : unit) {
      whole &= !Double.isNaN(position);
    }
    if (whole) {
      return new Place(unit);
    }
    double[] filled = unit.clone();
    RandomGenerator random = RandomStreams.of(definition.seed(), trial.number(), "absent");
    for (int i = 0; i < filled.length; i++) {
      double filler = random.nextDouble();
      filled[i] = Double.isNaN(filled[i]) ? filler : filled[i];
    }
    return new Place(filled);
  }

  /** Changes whenever the survivors do. */
  long selections() {
    return selections;
  }

  /** Environmental selection: whole fronts while they fit, then the next one thinned out. */
  private void select() {
    selections++;
    List<Member> all = new ArrayList<>(members);
    all.addAll(arrivals);
    arrivals.clear();
    members.clear();
    List<Costs> costs = new ArrayList<>(all.size());
    for (Member member : all) {
      costs.add(member.costs());
    }
    int[] ranks = NonDominatedSorting.ranks(costs);
    for (int rank = 0; members.size() < size && members.size() < all.size(); rank++) {
      List<Member> front = new ArrayList<>();
      List<Costs> frontCosts = new ArrayList<>();
      for (int i = 0; i < ranks.length; i++) {
        if (ranks[i] == rank) {
          front.add(all.get(i));
          frontCosts.add(costs.get(i));
        }
      }
      double[] crowding = CrowdingTruncation.crowding(frontCosts, size - members.size());
      for (int i = 0; i < crowding.length; i++) {
        if (!Double.isNaN(crowding[i])) {
          members.add(front.get(i).ranked(rank, crowding[i]));
        }
      }
    }
  }

  /** The better of two drawn at random, by rank, then by crowding. */
  Phenotype<DoubleGene, Integer> tournament(RandomGenerator random) {
    Member one = members.get(random.nextInt(members.size()));
    Member two = members.get(random.nextInt(members.size()));
    int order = Integer.compare(one.rank(), two.rank());
    if (order == 0) {
      order = Double.compare(two.crowding(), one.crowding());
    }
    boolean first = order < 0 || (order == 0 && random.nextBoolean());
    return individual((first ? one : two).place());
  }

  private Phenotype<DoubleGene, Integer> individual(Place place) {
    Phenotype<DoubleGene, Integer> known = place.individual;
    if (known == null) {
      Phenotype<DoubleGene, Integer> other = anyIndividual;
      known = other == null ? Axes.phenotype(place.unit, 1) : Axes.moved(other, place.unit, 1);
      place.individual = known;
      anyIndividual = known;
    }
    return known;
  }
}
