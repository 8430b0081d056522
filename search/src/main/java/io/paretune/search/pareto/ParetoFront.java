package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.List;

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
    for (Member member : members) {
      if (member.costs().dominates(costs)) {
        return FrontChange.NONE;
      }
      if (costs.dominates(member.costs())) {
        left.add(member.id());
      }
    }
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
    if (!change.entered().isEmpty()) {
      members.removeIf(member -> change.left().contains(member.id()));
      members.add(new Member(id, costs));
    }
    return change;
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
