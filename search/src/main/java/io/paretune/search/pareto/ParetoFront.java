package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The feasible, non-dominated costs seen so far, kept up to date one at a time.
 *
 * <p>Mutable; not thread-safe. Points with equal costs do not dominate each other and are all kept.
 */
public final class ParetoFront {

  private final NdTree tree = new NdTree();
  private long entries;
  private int size;

  /**
   * A point on the front.
   *
   * @param id the trial's number
   * @param costs its costs, feasible
   */
  public record Member(long id, Costs costs) {}

  /**
   * What {@link #offer} would do, without doing it.
   *
   * @param id the trial's number
   */
  public FrontChange preview(long id, Costs costs) {
    if (!costs.feasible()) {
      return FrontChange.NONE;
    }
    List<NdTree.Entry> left = new ArrayList<>();
    if (tree.dominates(costs, left)) {
      return FrontChange.NONE;
    }
    if (left.size() > 1) {
      left.sort(Comparator.comparingLong(NdTree.Entry::order));
    }
    List<Long> ids = new ArrayList<>(left.size());
    for (NdTree.Entry entry : left) {
      ids.add(entry.id());
    }
    return new FrontChange(List.of(id), ids);
  }

  /**
   * Offers a point; about O(log size of the front) for two objectives, more for many.
   *
   * @param id the trial's number
   * @return what it did to the front; nothing if it is dominated or infeasible
   */
  public FrontChange offer(long id, Costs costs) {
    FrontChange change = preview(id, costs);
    accept(change, costs);
    return change;
  }

  /**
   * Does what {@link #preview} said, without looking again; nothing may have come between.
   *
   * @param change what it said
   * @param costs the costs that it was asked about
   */
  public void accept(FrontChange change, Costs costs) {
    if (!change.left().isEmpty()) {
      tree.removeDominated(costs);
      size -= change.left().size();
    }
    for (long id : change.entered()) {
      tree.add(new NdTree.Entry(entries++, id, costs));
      size++;
    }
  }

  /** The members, in order of entry; a copy. */
  public List<Member> members() {
    return tree.all().stream()
        .sorted(Comparator.comparingLong(NdTree.Entry::order))
        .map(entry -> new Member(entry.id(), entry.costs()))
        .toList();
  }

  /** Number of members. */
  public int size() {
    return size;
  }
}
