package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The feasible, non-dominated costs seen so far, kept up to date one at a time.
 *
 * <p>Mutable; not thread-safe. Points with equal costs do not dominate each other and are all kept.
 */
public final class ParetoFront {

  private final List<Member> members = new ArrayList<>();

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
    List<Long> left = new ArrayList<>();
    // the newest first: they are the likeliest to dominate what comes next
    for (int i = members.size() - 1; i >= 0; i--) {
      int order = costs.against(members.get(i).costs());
      if (order > 0) {
        return FrontChange.NONE;
      }
      if (order < 0) {
        left.add(members.get(i).id());
      }
    }
    Collections.reverse(left);
    return new FrontChange(List.of(id), left);
  }

  /**
   * Offers a point; O(size of the front).
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
      Set<Long> left = new HashSet<>(change.left());
      members.removeIf(member -> left.contains(member.id()));
    }
    for (long id : change.entered()) {
      members.add(new Member(id, costs));
    }
  }

  /** The members, in order of entry; a copy. */
  public List<Member> members() {
    return List.copyOf(members);
  }

  /** Number of members. */
  public int size() {
    return members.size();
  }
}
