package io.paretune.search.space;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The assignments that can be evaluated at all, where they are only some of a space: the rows of a
 * table, say. Immutable.
 */
public final class Pool {

  private final List<Parameter> parameters;
  private final List<Assignment> members;
  private final Map<Assignment, Integer> places;
  // one row a member; NaN where a parameter is absent
  private final double[][] units;

  private Pool(SearchSpace space, Collection<Assignment> given) {
    this.parameters = space.parameters();
    this.places = new LinkedHashMap<>();
    for (Assignment one : given) {
      places.putIfAbsent(space.assignment(one.asMap()), places.size());
    }
    if (places.isEmpty()) {
      throw new IllegalArgumentException("a pool needs at least one assignment, got none");
    }
    this.members = List.copyOf(places.keySet());
    this.units = new double[members.size()][];
    for (int i = 0; i < units.length; i++) {
      units[i] = space.toUnit(members.get(i));
    }
  }

  /**
   * A pool of assignments, in their order; repetitions are dropped.
   *
   * @throws IllegalArgumentException if there is none, or one lies outside the space, naming the
   *     parameter
   */
  public static Pool of(SearchSpace space, Collection<Assignment> assignments) {
    return new Pool(space, assignments);
  }

  /** Number of different assignments, at least 1. */
  public int size() {
    return members.size();
  }

  /** The assignments, in order. */
  public List<Assignment> members() {
    return members;
  }

  /** Whether an assignment belongs to the pool; constant time. */
  public boolean contains(Assignment assignment) {
    return places.containsKey(assignment);
  }

  /**
   * The allowed member nearest to a wanted point: by distance along ordered parameters, by equality
   * along others; the first of equally near ones. O(size x dimension).
   *
   * @param unit {@code double[dimension]}, NaN on the axes of absent parameters
   * @return empty if no member is allowed
   */
  public Optional<Assignment> nearest(double[] unit, Predicate<Assignment> allowed) {
    record Near(int place, double distance) {}
    List<Near> byDistance = new ArrayList<>();
    for (int i = 0; i < units.length; i++) {
      byDistance.add(new Near(i, distance(units[i], unit)));
    }
    byDistance.sort((a, b) -> Double.compare(a.distance(), b.distance()));
    return byDistance.stream().map(near -> members.get(near.place())).filter(allowed).findFirst();
  }

  private double distance(double[] one, double[] two) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      if (Double.isNaN(one[i]) || Double.isNaN(two[i])) {
        sum += Double.isNaN(one[i]) == Double.isNaN(two[i]) ? 0 : 1;
      } else if (parameters.get(i).domain().ordered()) {
        sum += Math.abs(one[i] - two[i]);
      } else {
        sum += one[i] == two[i] ? 0 : 1;
      }
    }
    return sum;
  }
}
