package io.paretune.search.problem;

import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.trial.Constraint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The field's usual functions, by name. */
public final class Problems {

  private static final Pattern WITH_DIMENSION = Pattern.compile("([a-z]+)-?([1-9][0-9]{0,2})d?");

  private static final Map<String, Supplier<Problem>> FIXED = new LinkedHashMap<>();
  private static final Map<String, IntFunction<Problem>> SCALABLE = new LinkedHashMap<>();

  static {
    FIXED.put("zdt1", Zdt::zdt1);
    FIXED.put("zdt2", Zdt::zdt2);
    FIXED.put("zdt3", Zdt::zdt3);
    FIXED.put("zdt4", Zdt::zdt4);
    FIXED.put("zdt6", Zdt::zdt6);
    FIXED.put("dtlz1", Dtlz::dtlz1);
    FIXED.put("dtlz2", Dtlz::dtlz2);
    FIXED.put("dtlz3", Dtlz::dtlz3);
    FIXED.put("dtlz4", Dtlz::dtlz4);
    FIXED.put("dtlz7", Dtlz::dtlz7);
    FIXED.put("bnh", Constrained::bnh);
    FIXED.put("srn", Constrained::srn);
    FIXED.put("tnk", Constrained::tnk);
    FIXED.put("osy", Constrained::osy);
    FIXED.put("pressure-vessel", Constrained::pressureVessel);
    FIXED.put("knapsack", Knapsack::knapsack);
    FIXED.put("branin", Classic::branin);
    FIXED.put("hartmann6", Classic::hartmann6);
    FIXED.put("rosenbrock", () -> Classic.rosenbrock(5));
    FIXED.put("ackley", () -> Classic.ackley(10));
    FIXED.put("rastrigin", () -> Classic.rastrigin(5));
    FIXED.put("sphere", () -> Classic.sphere(10));
    FIXED.put("ellipsoid", () -> Classic.ellipsoid(10));
    SCALABLE.put("rosenbrock", Classic::rosenbrock);
    SCALABLE.put("ackley", Classic::ackley);
    SCALABLE.put("rastrigin", Classic::rastrigin);
    SCALABLE.put("sphere", Classic::sphere);
    SCALABLE.put("ellipsoid", Classic::ellipsoid);
  }

  private Problems() {}

  /** All names; those of {@code rosenbrock} to {@code ellipsoid} also take a dimension. */
  public static List<String> names() {
    return List.copyOf(FIXED.keySet());
  }

  /**
   * The problem of a name, such as {@code zdt1}, {@code ackley} (in 10 variables) or {@code
   * ackley-4}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Problem named(String name) {
    Supplier<Problem> fixed = FIXED.get(name);
    if (fixed != null) {
      return fixed.get();
    }
    Matcher parts = WITH_DIMENSION.matcher(name);
    IntFunction<Problem> scalable = parts.matches() ? SCALABLE.get(parts.group(1)) : null;
    if (scalable == null) {
      throw new IllegalArgumentException(
          "a problem must be one of "
              + names()
              + " (or one of "
              + SCALABLE.keySet()
              + " with a dimension, as in ackley-4), got '"
              + name
              + "'");
    }
    return scalable.apply(Integer.parseInt(parts.group(2)));
  }

  static SearchSpace box(int dimension, double low, double high) {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < dimension; i++) {
      space.real("x" + i, low, high);
    }
    return space.build();
  }

  /** A function of the unit cube, without constraints. */
  static Problem several(
      String name,
      int variables,
      int objectives,
      KnownOptimum truth,
      Function<double[], double[]> f) {
    return constrained(name, box(variables, 0, 1), objectives, List.of(), truth, f);
  }

  /** A function of one objective, without constraints. */
  static Problem single(
      String name, SearchSpace space, double minimum, ToDoubleFunction<double[]> f) {
    return constrained(
        name,
        space,
        1,
        List.of(),
        KnownOptimum.minimum(minimum),
        x -> new double[] {f.applyAsDouble(x)});
  }

  /** A function of numbers: {@code double[variables]} to objectives and constrained values. */
  static Problem constrained(
      String name,
      SearchSpace space,
      int objectives,
      List<Constraint> constraints,
      KnownOptimum truth,
      Function<double[], double[]> f) {
    return new Problem(name, space, objectives, constraints, NumericProblem.of(space, f), truth);
  }
}
