package io.paretune.evaluators.compress.sensitivity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.optim.MaxIter;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;

/**
 * One option for each part, of which the losses add up to no more than allowed and the gains are
 * the most: the multiple-choice knapsack (Sinha and Zoltners 1979, doi:10.1287/opre.27.3.503). Its
 * linear relaxation has at most one part that is not whole, so that branching on that part and
 * bounding by Apache Commons Math's simplex method ends soon. Deterministic.
 */
public final class ChoicePlan {

  /**
   * Relaxations times the square of their options; beyond, the best plan so far is given, in which
   * a part at most gains less than it could.
   */
  private static final long MOST_WORK = 500_000;

  private static final int FEWEST_NODES = 10;

  private static final double WHOLE = 1e-7;
  private static final int MOST_PIVOTS = 20_000;

  /**
   * What may be done to one part.
   *
   * @param gain the more the better
   * @param loss at least 0
   */
  public record Option(double gain, double loss) {

    /** Checks the numbers. */
    public Option {
      if (!Double.isFinite(gain) || !(loss >= 0) || !Double.isFinite(loss)) {
        throw new IllegalArgumentException(
            "gain must be finite and loss at least 0, got %s and %s".formatted(gain, loss));
      }
    }
  }

  private final List<List<Option>> parts;
  private final double allowed;
  private int[] best = new int[0];
  private double bestGain = Double.NEGATIVE_INFINITY;

  private ChoicePlan(List<List<Option>> parts, double allowed) {
    this.parts = parts;
    this.allowed = allowed;
  }

  /**
   * The best plan.
   *
   * @param parts the options of each; the first one of a part must lose nothing
   * @param allowed sum of losses
   * @return the number of the option for each part
   */
  public static List<Integer> of(List<List<Option>> parts, double allowed) {
    for (List<Option> part : parts) {
      if (part.isEmpty() || part.get(0).loss() != 0) {
        throw new IllegalArgumentException(
            "the first option of every part must lose nothing, got " + part);
      }
    }
    if (!(allowed >= 0)) {
      throw new IllegalArgumentException("losses must be allowed from 0 on, got " + allowed);
    }
    ChoicePlan plan = new ChoicePlan(parts.stream().map(List::copyOf).toList(), allowed);
    plan.search();
    return Arrays.stream(plan.best).boxed().toList();
  }

  private void search() {
    // nothing is done to any part: always possible
    offer(new int[parts.size()]);
    Deque<int[]> open = new ArrayDeque<>();
    int[] none = new int[parts.size()];
    Arrays.fill(none, -1);
    open.push(none);
    long options = parts.stream().mapToLong(List::size).sum();
    long nodes = Math.max(FEWEST_NODES, MOST_WORK / Math.max(1, options * options));
    for (long node = 0; node < nodes && !open.isEmpty() && !parts.isEmpty(); node++) {
      branch(open.pop(), open);
    }
  }

  /** Relaxes the parts that are not fixed. */
  private void branch(int[] fixed, Deque<int[]> open) {
    int[] free = IntStream.range(0, fixed.length).filter(p -> fixed[p] < 0).toArray();
    double left = allowed - sum(fixed, Option::loss);
    double gain = sum(fixed, Option::gain);
    if (left < 0) {
      return;
    }
    double[] shares = free.length == 0 ? new double[0] : relaxed(free, left);
    int[] plan = fixed.clone();
    int broken = -1;
    int at = 0;
    for (int p : free) {
      // of a part that is not whole, the option that loses nothing
      plan[p] = 0;
      for (int o = 0; o < parts.get(p).size(); o++, at++) {
        gain += shares[at] * parts.get(p).get(o).gain();
        plan[p] = shares[at] > 1 - WHOLE ? o : plan[p];
        broken = shares[at] > WHOLE && shares[at] < 1 - WHOLE ? p : broken;
      }
    }
    if (gain > bestGain + WHOLE * Math.max(1, Math.abs(bestGain))) {
      offer(plan);
      for (int o = 0; broken >= 0 && o < parts.get(broken).size(); o++) {
        int[] child = fixed.clone();
        child[broken] = o;
        open.push(child);
      }
    }
  }

  /** The share of each option of each free part, in order. */
  private double[] relaxed(int[] free, double left) {
    List<Option> options = Arrays.stream(free).mapToObj(parts::get).flatMap(List::stream).toList();
    List<LinearConstraint> constraints = new ArrayList<>();
    double[] losses = options.stream().mapToDouble(Option::loss).toArray();
    constraints.add(new LinearConstraint(losses, Relationship.LEQ, left));
    int from = 0;
    for (int p : free) {
      double[] one = new double[options.size()];
      Arrays.fill(one, from, from + parts.get(p).size(), 1);
      constraints.add(new LinearConstraint(one, Relationship.EQ, 1));
      from += parts.get(p).size();
    }
    double[] gains = options.stream().mapToDouble(Option::gain).toArray();
    return new SimplexSolver()
        .optimize(
            new MaxIter(MOST_PIVOTS),
            new LinearObjectiveFunction(gains, 0),
            new LinearConstraintSet(constraints),
            GoalType.MAXIMIZE,
            new NonNegativeConstraint(true))
        .getPoint();
  }

  private void offer(int[] plan) {
    double gain = sum(plan, Option::gain);
    double loss = sum(plan, Option::loss);
    if (loss <= allowed * (1 + WHOLE) && gain > bestGain) {
      best = plan;
      bestGain = gain;
    }
  }

  /** Over the parts for which an option is chosen. */
  private double sum(int[] plan, ToDoubleFunction<Option> of) {
    return IntStream.range(0, plan.length)
        .filter(p -> plan[p] >= 0)
        .mapToDouble(p -> of.applyAsDouble(parts.get(p).get(plan[p])))
        .sum();
  }
}
