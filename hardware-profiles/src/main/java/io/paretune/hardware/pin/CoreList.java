package io.paretune.hardware.pin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Lists of cores as Linux writes them ({@code 0-3,8}), and which of them to measure on. Pure. */
final class CoreList {
  private CoreList() {}

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException if it is none
   */
  static List<Integer> parse(String text) {
    Set<Integer> cores = new TreeSet<>();
    for (String part : text.strip().split(",", -1)) {
      String[] ends = part.strip().split("-", -1);
      int first = Integer.parseInt(ends[0]);
      int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
      if (ends.length > 2 || first < 0 || last < first || last > 1 << 16) {
        throw new IllegalArgumentException("not a list of cores: '" + text + "'");
      }
      for (int core = first; core <= last; core++) {
        cores.add(core);
      }
    }
    return List.copyOf(cores);
  }

  static String text(List<Integer> cores) {
    return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * The cores for some threads, the measuring thread's first: from the last core down, since the
   * first one usually serves the interrupts, and no two of one physical core while there are
   * others.
   *
   * @param allowed to this process
   * @param siblings for each allowed core the list of logical cores of its physical one
   * @return as many as there are threads; empty if fewer are allowed
   */
  static List<Integer> choose(
      List<Integer> allowed, IntFunction<List<Integer>> siblings, int threads) {
    if (allowed.size() < threads) {
      return List.of();
    }
    List<Integer> alone = new ArrayList<>();
    List<Integer> shared = new ArrayList<>();
    Set<Integer> taken = new TreeSet<>();
    for (int i = allowed.size() - 1; i >= 0; i--) {
      int core = allowed.get(i);
      (taken.contains(core) ? shared : alone).add(core);
      taken.addAll(siblings.apply(core));
    }
    alone.addAll(shared);
    return List.copyOf(alone.subList(0, threads));
  }
}
