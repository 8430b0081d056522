package io.paretune.search.math;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth function in a box: limited-memory BFGS (Nocedal 1980,
 * doi:10.1090/S0025-5718-1980-0572855-7) on the variables that no bound holds, with a backtracking
 * search along the projected path (Bertsekas 1982, doi:10.1137/0320018).
 *
 * <p>Commons Math has no quasi-Newton method with bounds.
 */
public final class BoundedLbfgs {

  private static final int MEMORY = 8;
  private static final double SUFFICIENT = 1e-4;
  private static final int HALVINGS = 20;

  private final int most;
  private final double tolerance;
  private final double longest;

  /** A function with its gradient. */
  public interface Smooth {
    /**
     * The value; infinite where the function is not defined.
     *
     * @param x {@code double[variables]}
     * @param gradient {@code double[variables]}, overwritten where the value is finite
     */
    double at(double[] x, double[] gradient);
  }

  /**
   * Where a descent ended.
   *
   * @param value the least value found
   * @param evaluations how often the function was asked
   */
  public record End(Place place, double value, int evaluations) {}

  /** A point; records have no array components. */
  public static final class Place {
    private final double[] x;

    private Place(double[] x) {
      this.x = x;
    }

    /** The coordinates, a copy. */
    public double[] toArray() {
      return x.clone();
    }
  }

  private record Curvature(Place step, Place change, double product) {}

  /**
   * A descent with limits.
   *
   * @param most evaluations of the function
   * @param tolerance ends when a step lowers the value by less, absolutely
   * @param longest no variable moves by more in one step: the model of the function is local
   */
  public BoundedLbfgs(int most, double tolerance, double longest) {
    this.longest = longest;
    this.most = most;
    this.tolerance = tolerance;
  }

  /**
   * The lowest point found from a start.
   *
   * @param start {@code double[variables]}, within the bounds
   */
  public End from(double[] start, double[] low, double[] high, Smooth function) {
    Descent descent = new Descent(start, low, high, function);
    while (descent.evaluations < most && Double.isFinite(descent.value)) {
      double before = descent.value;
      if (descent.lowered()) {
        if (before - descent.value < tolerance) {
          break;
        }
      } else if (descent.memory.isEmpty()) {
        break;
      } else {
        // what is remembered of the function may mislead here: steepest descent begins anew
        descent.memory.clear();
      }
    }
    return new End(new Place(descent.x), descent.value, descent.evaluations);
  }

  /** A descent under way. */
  private final class Descent {
    private final double[] low;
    private final double[] high;
    private final Smooth function;
    private final Deque<Curvature> memory = new ArrayDeque<>();
    private double[] x;
    private double[] gradient;
    private double[] nextGradient;
    private double value;
    private int evaluations = 1;

    Descent(double[] start, double[] low, double[] high, Smooth function) {
      this.low = low;
      this.high = high;
      this.function = function;
      x = start.clone();
      gradient = new double[start.length];
      nextGradient = new double[start.length];
      value = function.at(x, gradient);
    }

    /** Goes to a lower point, if the direction that the memory proposes leads to one. */
    boolean lowered() {
      double[] direction = direction(gradient, held(x, gradient, low, high), memory);
      if (!(dot(direction, gradient) < 0)) {
        return false;
      }
      double stride = Math.min(1, longest / largest(direction));
      if (memory.isEmpty()) {
        stride = Math.min(stride, 0.3 / norm(direction));
      }
      for (int i = 0; i < HALVINGS && evaluations < most; i++) {
        double[] next = moved(x, direction, stride, low, high);
        double nextValue = function.at(next, nextGradient);
        evaluations++;
        if (nextValue <= value + SUFFICIENT * promised(next) && nextValue < value) {
          go(next, nextValue);
          return true;
        }
        stride *= 0.4;
      }
      return false;
    }

    /** What the gradient says that the function changes by. */
    private double promised(double[] next) {
      double promised = 0;
      for (int k = 0; k < x.length; k++) {
        promised += gradient[k] * (next[k] - x[k]);
      }
      return promised;
    }

    private void go(double[] next, double nextValue) {
      remember(memory, x, gradient, next, nextGradient);
      x = next;
      value = nextValue;
      double[] spare = gradient;
      gradient = nextGradient;
      nextGradient = spare;
    }
  }

  private static boolean[] held(double[] x, double[] gradient, double[] low, double[] high) {
    boolean[] held = new boolean[x.length];
    for (int k = 0; k < x.length; k++) {
      held[k] = (x[k] <= low[k] && gradient[k] > 0) || (x[k] >= high[k] && gradient[k] < 0);
    }
    return held;
  }

  /** The two-loop recursion on the free variables. */
  private static double[] direction(double[] gradient, boolean[] held, Deque<Curvature> memory) {
    double[] d = gradient.clone();
    zero(d, held);
    double[] shares = new double[memory.size()];
    int i = 0;
    for (Curvature pair : memory) {
      shares[i] = dot(pair.step().x, d) / pair.product();
      add(d, -shares[i], pair.change().x);
      i++;
    }
    if (!memory.isEmpty()) {
      Curvature newest = memory.getFirst();
      double scale = newest.product() / dot(newest.change().x, newest.change().x);
      for (int k = 0; k < d.length; k++) {
        d[k] *= scale;
      }
    }
    for (Iterator<Curvature> oldest = memory.descendingIterator(); oldest.hasNext(); ) {
      Curvature pair = oldest.next();
      i--;
      add(d, shares[i] - dot(pair.change().x, d) / pair.product(), pair.step().x);
    }
    zero(d, held);
    for (int k = 0; k < d.length; k++) {
      d[k] = -d[k];
    }
    return d;
  }

  private static void remember(
      Deque<Curvature> memory, double[] x, double[] gradient, double[] next, double[] newGradient) {
    double[] step = next.clone();
    add(step, -1, x);
    double[] change = newGradient.clone();
    add(change, -1, gradient);
    double product = dot(step, change);
    // a step along which the function bends down teaches nothing about its bowl
    if (product > 1e-10 * norm(step) * norm(change)) {
      memory.addFirst(new Curvature(new Place(step), new Place(change), product));
      if (memory.size() > MEMORY) {
        memory.removeLast();
      }
    }
  }

  private static double[] moved(
      double[] x, double[] direction, double stride, double[] low, double[] high) {
    double[] moved = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      moved[k] = Math.min(high[k], Math.max(low[k], x[k] + stride * direction[k]));
    }
    return moved;
  }

  private static void zero(double[] d, boolean[] held) {
    for (int k = 0; k < d.length; k++) {
      d[k] = held[k] ? 0 : d[k];
    }
  }

  private static void add(double[] into, double factor, double[] other) {
    for (int k = 0; k < into.length; k++) {
      into[k] += factor * other[k];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double largest(double[] a) {
    double largest = 0;
    for (double value : a) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
