package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Divides examples in two so that every class gives the same share to each part. Both parts keep
 * the stored order.
 */
final class StratifiedDivision {
  private final Examples kept;
  private final Examples taken;

  private StratifiedDivision(Examples kept, Examples taken) {
    this.kept = kept;
    this.taken = taken;
  }

  /**
   * @param fraction the share of each class that is taken, rounded, at least one example of a class
   *     and never all
   * @param name the data set, for the message
   */
  static StratifiedDivision of(Examples all, double fraction, long seed, String name) {
    RandomGenerator random =
        RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(seed);
    List<List<Integer>> byClass = new ArrayList<>();
    all.classNames().forEach(ignored -> byClass.add(new ArrayList<>()));
    for (int i = 0; i < all.size(); i++) {
      byClass.get(all.label(i)).add(i);
    }
    List<Integer> kept = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    for (int c = 0; c < byClass.size(); c++) {
      List<Integer> members = byClass.get(c);
      if (members.size() == 1) {
        throw new DataException(
            name,
            "at least two examples of each class, so that it can be divided",
            "one of class '" + all.classNames().get(c) + "'");
      }
      if (members.isEmpty()) {
        continue;
      }
      for (int i = members.size() - 1; i > 0; i--) {
        Collections.swap(members, i, random.nextInt(i + 1));
      }
      int share = (int) Math.round(fraction * members.size());
      int cut = Math.min(members.size() - 1, Math.max(1, share));
      taken.addAll(members.subList(0, cut));
      kept.addAll(members.subList(cut, members.size()));
    }
    return new StratifiedDivision(view(all, kept), view(all, taken));
  }

  private static Examples view(Examples all, List<Integer> indices) {
    return all.select(indices.stream().mapToInt(Integer::intValue).sorted().toArray());
  }

  Examples kept() {
    return kept;
  }

  Examples taken() {
    return taken;
  }
}
