package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.task.targets.Targets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Divides examples in two so that every group of targets, such as a class, gives the same share to
 * each part. Both parts keep the stored order.
 */
final class StratifiedDivision {

  private static final List<String> WORDS = List.of("none", "one", "two", "three");

  /** Numbers that name so few classes may be just that. */
  private static final int FEW = 10;

  private final Examples kept;
  private final Examples taken;

  private StratifiedDivision(Examples kept, Examples taken) {
    this.kept = kept;
    this.taken = taken;
  }

  /**
   * Checks that every group that is there can give an example to each part.
   *
   * @param parts how many parts the examples are divided into
   * @param name the data set, for the message
   * @throws DataException naming the first group that is too small
   */
  static void require(Examples all, int parts, String name) {
    Targets targets = all.targets();
    int[] counts = new int[targets.groups()];
    for (int i = 0; i < all.size(); i++) {
      counts[targets.group(i)]++;
    }
    for (int g = 0; g < counts.length; g++) {
      if (counts[g] > 0 && counts[g] < parts) {
        throw new DataException(
            name,
            "at least %s examples of each class, one for each part that it is divided into (or give parts of their own; ignore: [NAME] passes a class folder over)"
                .formatted(WORDS.get(parts)),
            "%s of class '%s'%s"
                .formatted(WORDS.get(counts[g]), targets.names().get(g), hint(targets)));
      }
    }
  }

  /**
   * @param fraction the share of each group that is taken, rounded, at least one of its examples
   *     and never all
   * @param name the data set, for the message
   */
  static StratifiedDivision of(Examples all, double fraction, long seed, String name) {
    RandomGenerator random =
        RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(seed);
    Targets targets = all.targets();
    List<List<Integer>> groups = new ArrayList<>();
    for (int g = 0; g < targets.groups(); g++) {
      groups.add(new ArrayList<>());
    }
    for (int i = 0; i < all.size(); i++) {
      groups.get(targets.group(i)).add(i);
    }
    List<Integer> kept = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      List<Integer> members = groups.get(g);
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

  /** Numbers that are taken for classes are recognised by what a class cannot be: there once. */
  private static String hint(Targets targets) {
    boolean numbers =
        targets.names().size() > FEW
            && targets.names().stream().allMatch(StratifiedDivision::isNumber);
    return numbers
        ? "; the %d classes are numbers, which looks like regression: task: regression"
            .formatted(targets.names().size())
        : "";
  }

  private static boolean isNumber(String name) {
    try {
      return Double.isFinite(Double.parseDouble(name));
    } catch (NumberFormatException text) {
      return false;
    }
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
