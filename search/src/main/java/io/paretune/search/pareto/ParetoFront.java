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
   * Offers a point; O(size of the front).
   *
   * @param id the trial's number
   * @return what it did to the front; nothing if it is dominated or infeasible
   */
  public FrontChange offer(long id, Costs costs) {
    if (!costs.feasible()) {
      return FrontChange.NONE;
    }
    for (Member member : members) {
      if (member.costs().dominates(costs)) {
        return FrontChange.NONE;
      }
    }
    List<Long> left = new ArrayList<>();
    members.removeIf(
        member -> {
          boolean dominated = costs.dominates(member.costs());
          if (dominated) {
            left.add(member.id());
          }
          return dominated;
        });
    members.add(new Member(id, costs));
    return new FrontChange(List.of(id), left);
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
