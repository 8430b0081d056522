package io.paretune.search.sampler.evolution;

import io.jenetics.DoubleGene;
import io.jenetics.Phenotype;
import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.Chance;
import io.paretune.search.sampler.Observations;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.Comparator;
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
  private final Observations told = new Observations();
  private int followed;
  private int epoch;

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

    private Phenotype<DoubleGene, Integer> individual() {
      Phenotype<DoubleGene, Integer> known = individual;
      if (known == null) {
        known = Axes.phenotype(unit, 1);
        individual = known;
      }
      return known;
    }
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  void follow(StudyView view) {
    told.follow(view);
    if (epoch != told.epoch()) {
      epoch = told.epoch();
      members.clear();
      arrivals.clear();
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
    RandomGenerator random = Chance.of(definition.seed(), trial.number(), "absent");
    for (int i = 0; i < filled.length; i++) {
      double filler = random.nextDouble();
      filled[i] = Double.isNaN(filled[i]) ? filler : filled[i];
    }
    return new Place(filled);
  }

  /** Environmental selection: whole fronts while they fit, then the loneliest of the next. */
  private void select() {
    List<Member> all = new ArrayList<>(members);
    all.addAll(arrivals);
    arrivals.clear();
    members.clear();
    int[] ranks = NonDominatedSorting.ranks(all.stream().map(Member::costs).toList());
    for (int rank = 0; members.size() < size && members.size() < all.size(); rank++) {
      List<Member> front = new ArrayList<>();
      for (int i = 0; i < ranks.length; i++) {
        if (ranks[i] == rank) {
          front.add(all.get(i));
        }
      }
      double[] crowding = NonDominatedSorting.crowding(front.stream().map(Member::costs).toList());
      List<Member> ranked = new ArrayList<>();
      for (int i = 0; i < crowding.length; i++) {
        ranked.add(front.get(i).ranked(rank, crowding[i]));
      }
      if (members.size() + ranked.size() > size) {
        ranked.sort(Comparator.comparingDouble(Member::crowding).reversed());
      }
      members.addAll(ranked.subList(0, Math.min(ranked.size(), size - members.size())));
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
    return (first ? one : two).place().individual();
  }
}
