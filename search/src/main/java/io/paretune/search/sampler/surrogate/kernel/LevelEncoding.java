package io.paretune.search.sampler.surrogate.kernel;

import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns positions in the unit cube into {@link Point}s: parameters of few values become levels,
 * others stay positions, and parameters that have the same values (the operations of a network's
 * layers, say) are counted together.
 */
public final class LevelEncoding {

  /** An ordered parameter of more values is compared by distance. */
  private static final long FEW = 8;

  private final int[] levelAxes;
  private final int[] levelCounts;
  private final int[] positionAxes;
  // for each level axis, where the counts of its values begin; -1 if it is the only one of its kind
  private final int[] countsFrom;
  private final int countsLength;
  private final double likePairs;

  public LevelEncoding(SearchSpace space) {
    List<Integer> few = new ArrayList<>();
    List<Integer> many = new ArrayList<>();
    Map<Domain, List<Integer>> alike = new LinkedHashMap<>();
    List<Parameter> parameters = space.parameters();
    for (int axis = 0; axis < parameters.size(); axis++) {
      Domain domain = parameters.get(axis).domain();
      long values = domain.size().orElse(Long.MAX_VALUE);
      if (domain.ordered() ? values <= FEW : values < Integer.MAX_VALUE) {
        alike.computeIfAbsent(domain, same -> new ArrayList<>()).add(few.size());
        few.add(axis);
      } else {
        many.add(axis);
      }
    }
    levelAxes = few.stream().mapToInt(i -> i).toArray();
    positionAxes = many.stream().mapToInt(i -> i).toArray();
    levelCounts = new int[levelAxes.length];
    countsFrom = new int[levelAxes.length];
    int next = 0;
    double pairs = 0;
    for (Map.Entry<Domain, List<Integer>> kind : alike.entrySet()) {
      int values = Math.toIntExact(kind.getKey().size().orElseThrow());
      int members = kind.getValue().size();
      for (int member : kind.getValue()) {
        levelCounts[member] = values;
        countsFrom[member] = members > 1 ? next : -1;
      }
      if (members > 1) {
        next += values;
        pairs += (double) members * members;
      }
    }
    countsLength = next;
    likePairs = pairs;
  }

  /**
   * The point at a place of the unit cube.
   *
   * @param unit {@code double[dimension]}, NaN on the axes of absent parameters
   */
  public Point point(double[] unit) {
    int[] levels = new int[levelAxes.length];
    int[] counts = new int[countsLength];
    for (int i = 0; i < levels.length; i++) {
      double position = unit[levelAxes[i]];
      if (Double.isNaN(position)) {
        levels[i] = -1;
        continue;
      }
      levels[i] = Math.min(levelCounts[i] - 1, (int) (position * levelCounts[i]));
      if (countsFrom[i] >= 0) {
        counts[countsFrom[i] + levels[i]]++;
      }
    }
    double[] positions = new double[positionAxes.length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = unit[positionAxes[i]];
    }
    return new Point(levels, positions, counts);
  }

  /** Number of parameters that become levels. */
  int levels() {
    return levelAxes.length;
  }

  /** Number of parameters that stay positions. */
  public int positions() {
    return positionAxes.length;
  }

  /** Number of values that are counted. */
  int counts() {
    return countsLength;
  }

  /** Number of axes, all kinds together. */
  int dimension() {
    return levelAxes.length + positionAxes.length;
  }

  /** What the product of two points' counts is divided by, to be 1 at most; 0 if none are alike. */
  public double likePairs() {
    return likePairs;
  }
}
