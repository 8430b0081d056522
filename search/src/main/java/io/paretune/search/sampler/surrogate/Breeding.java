package io.paretune.search.sampler.surrogate;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.sampler.surrogate.Shortlist.Candidate;
import io.paretune.search.sampler.surrogate.kernel.LevelEncoding;
import io.paretune.search.sampler.surrogate.kernel.Point;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Domain;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * NSGA-II on the model: candidates of a space too large to be listed, most of them near the
 * predicted front (Lu, Deb, Goodman, Banzhaf, Boddeti 2020, arXiv:2007.10396).
 *
 * <p>Parameters are exchanged whole and mutated by value or by a normal step of one of three sizes;
 * a generation costs a prediction a child.
 */
final class Breeding {

  private static final int POPULATION = 80;

  private static final int GENERATIONS = 16;

  private static final double[] STEPS = {0.01, 0.05, 0.2};

  private final SearchSpace space;
  private final LevelEncoding encoder;
  private final RandomGenerator random;
  private final Function<Point, Costs> predicted;
  private final Map<Assignment, Member> visited = new LinkedHashMap<>();

  private static final class Member {
    private final Candidate candidate;
    private final double[] unit;
    private final Costs costs;

    Member(Candidate candidate, double[] unit, Costs costs) {
      this.candidate = candidate;
      this.unit = unit;
      this.costs = costs;
    }
  }

  Breeding(
      SearchSpace space,
      LevelEncoding encoder,
      RandomGenerator random,
      Function<Point, Costs> predicted) {
    this.space = space;
    this.encoder = encoder;
    this.random = random;
    this.predicted = predicted;
  }

  /**
   * Everything that was visited, with what is predicted for it.
   *
   * @param start places in the unit cube to begin at, NaN for absent parameters
   */
  Map<Candidate, Costs> from(List<double[]> start) {
    List<Member> population = new ArrayList<>();
    for (double[] unit : start.subList(0, Math.min(start.size(), POPULATION))) {
      population.add(member(unit));
    }
    while (population.size() < POPULATION) {
      population.add(member(anywhere()));
    }
    for (int generation = 0; generation < GENERATIONS; generation++) {
      List<Member> all = new ArrayList<>(population);
      for (int child = 0; child < POPULATION; child++) {
        all.add(member(child(population)));
      }
      population = selected(all);
    }
    Map<Candidate, Costs> candidates = new LinkedHashMap<>();
    for (Member member : visited.values()) {
      candidates.put(member.candidate, member.costs);
    }
    return candidates;
  }

  private double[] anywhere() {
    double[] unit = new double[space.dimension()];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = random.nextDouble();
    }
    return unit;
  }

  private Member member(double[] unit) {
    Assignment assignment = space.fromUnit(unit);
    Member known = visited.get(assignment);
    if (known == null) {
      double[] exact = space.toUnit(assignment);
      Point point = encoder.point(exact);
      known = new Member(new Candidate(assignment, point), exact, predicted.apply(point));
      visited.put(assignment, known);
    }
    return known;
  }

  private double[] child(List<Member> population) {
    double[] mother = population.get(random.nextInt(population.size())).unit;
    double[] father = population.get(random.nextInt(population.size())).unit;
    boolean crossed = random.nextBoolean();
    double[] child = new double[mother.length];
    int mutated = random.nextInt(child.length);
    for (int i = 0; i < child.length; i++) {
      child[i] = crossed && random.nextBoolean() ? father[i] : mother[i];
      if (Double.isNaN(child[i])) {
        child[i] = random.nextDouble();
      } else if (i == mutated || random.nextInt(child.length) == 0) {
        child[i] = mutated(space.parameters().get(i).domain(), child[i]);
      }
    }
    return child;
  }

  private double mutated(Domain domain, double position) {
    if (!domain.ordered() || random.nextInt(4) == 0) {
      return random.nextDouble();
    }
    // at least as far as to the neighbouring value
    double cell = domain.size().isPresent() ? 1.0 / domain.size().getAsLong() : 0;
    double step = Math.max(STEPS[random.nextInt(STEPS.length)], cell) * random.nextGaussian();
    double there = position + step;
    return there < 0 ? Math.min(1, -there) : there > 1 ? Math.max(0, 2 - there) : there;
  }

  private static List<Member> selected(List<Member> all) {
    List<Member> distinct = new ArrayList<>(new LinkedHashSet<>(all));
    List<Costs> costs = distinct.stream().map(member -> member.costs).toList();
    int[] ranks = NonDominatedSorting.ranks(costs);
    List<Member> next = new ArrayList<>();
    for (int rank = 0; next.size() < POPULATION && next.size() < distinct.size(); rank++) {
      List<Member> front = new ArrayList<>();
      for (int i = 0; i < ranks.length; i++) {
        if (ranks[i] == rank) {
          front.add(distinct.get(i));
        }
      }
      if (next.size() + front.size() > POPULATION) {
        double[] crowding =
            NonDominatedSorting.crowding(front.stream().map(member -> member.costs).toList());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < crowding.length; i++) {
          order.add(i);
        }
        order.sort(Comparator.comparingDouble((Integer i) -> -crowding[i]));
        List<Member> spread = order.stream().map(front::get).toList();
        front = spread.subList(0, POPULATION - next.size());
      }
      next.addAll(front);
    }
    return next;
  }
}
