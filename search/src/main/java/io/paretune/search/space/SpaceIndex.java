package io.paretune.search.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The assignments of a finite space, numbered 0 to size - 1 in the order of the parameters' values.
 *
 * <p>Counts without listing: only values of parameters that conditions look at are enumerated. Not
 * thread-safe.
 */
public final class SpaceIndex {

  /** Beyond this many values to be walked through, a space is not counted. */
  private static final long MOST_BRANCHES = 1_000_000;

  private final SearchSpace space;
  private final List<Set<String>> neededFrom;
  private final Map<Branch, Long> known = new HashMap<>();
  private final long size;

  /** Everything that the number of completions from a position on depends on. */
  private record Branch(int from, Map<String, Object> needed) {}

  private SpaceIndex(SearchSpace space, List<Set<String>> neededFrom) {
    this.space = space;
    this.neededFrom = neededFrom;
    this.size = count(0, new LinkedHashMap<>());
  }

  /** The index of a space; empty if the space is infinite or too large to be counted in 63 bits. */
  public static Optional<SpaceIndex> of(SearchSpace space) {
    List<Parameter> parameters = space.parameters();
    if (parameters.stream().anyMatch(parameter -> parameter.domain().size().isEmpty())) {
      return Optional.empty();
    }
    // names that conditions from position i on look at
    List<Set<String>> needed = new ArrayList<>();
    Set<String> later = new HashSet<>();
    for (int i = parameters.size() - 1; i >= 0; i--) {
      later.addAll(parameters.get(i).condition().parameters());
      needed.add(0, Set.copyOf(later));
    }
    if (branches(parameters, needed) > MOST_BRANCHES) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SpaceIndex(space, needed));
    } catch (ArithmeticException tooMany) {
      return Optional.empty();
    }
  }

  /** How many values the count walks through at most, over all positions and branches. */
  private static double branches(List<Parameter> parameters, List<Set<String>> needed) {
    double total = 0;
    for (int i = 0; i < parameters.size(); i++) {
      double here = 1;
      for (int j = 0; j <= i; j++) {
        if (needed.get(i).contains(parameters.get(j).name())) {
          here *= parameters.get(j).domain().size().orElseThrow();
        }
      }
      total += here;
    }
    return total;
  }

  /** Number of different assignments. */
  public long size() {
    return size;
  }

  /**
   * The assignment of a number.
   *
   * @param number 0 to size - 1
   */
  public Assignment at(long number) {
    if (number < 0 || number >= size) {
      throw new IllegalArgumentException("0 <= number < " + size + " must hold, got " + number);
    }
    // as an assignment's array, and as the map by which counts are known
    Object[] found = new Object[space.dimension()];
    Assignment point = Assignment.viewing(space.names(), found);
    Map<String, Object> values = new LinkedHashMap<>();
    long rest = number;
    for (int i = 0; i < found.length; i++) {
      Parameter parameter = space.parameters().get(i);
      if (!parameter.condition().holds(point)) {
        continue;
      }
      if (!decides(i)) {
        // what follows does not depend on this value: as many completions for each
        long below = count(i + 1, values);
        found[i] = parameter.domain().valueAt(rest / below);
        values.put(parameter.name(), found[i]);
        rest %= below;
        continue;
      }
      for (Object value : parameter.domain().values()) {
        found[i] = value;
        values.put(parameter.name(), value);
        long below = count(i + 1, values);
        if (rest < below) {
          break;
        }
        rest -= below;
      }
    }
    return point;
  }

  /** Whether a later condition looks at the parameter at a position. */
  private boolean decides(int position) {
    return position + 1 < space.dimension()
        && neededFrom.get(position + 1).contains(space.parameters().get(position).name());
  }

  /** Number of completions of the values given to parameters before position {@code from}. */
  private long count(int from, Map<String, Object> before) {
    if (from == space.dimension()) {
      return 1;
    }
    Map<String, Object> needed = new LinkedHashMap<>(before);
    needed.keySet().retainAll(neededFrom.get(from));
    Branch key = new Branch(from, needed);
    Long counted = known.get(key);
    if (counted != null) {
      return counted;
    }
    Parameter parameter = space.parameters().get(from);
    long total = 0;
    if (!parameter.condition().holds(Assignment.of(needed))) {
      total = count(from + 1, needed);
    } else if (decides(from)) {
      for (Object value : parameter.domain().values()) {
        Map<String, Object> now = new LinkedHashMap<>(needed);
        now.put(parameter.name(), value);
        total = Math.addExact(total, count(from + 1, now));
      }
    } else {
      OptionalLong values = parameter.domain().size();
      total = Math.multiplyExact(values.orElseThrow(), count(from + 1, needed));
    }
    known.put(key, total);
    return total;
  }
}
