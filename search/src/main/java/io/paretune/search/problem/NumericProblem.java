package io.paretune.search.problem;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.function.Function;

/**
 * A function whose variables are all numbers, on points and on arrays alike.
 *
 * @param names of the variables, in order
 * @param function {@code double[variables]} to values
 */
record NumericProblem(List<String> names, Function<double[], double[]> function)
    implements Function<Assignment, double[]> {

  NumericProblem {
    names = List.copyOf(names);
  }

  static NumericProblem of(SearchSpace space, Function<double[], double[]> function) {
    return new NumericProblem(space.parameters().stream().map(Parameter::name).toList(), function);
  }

  @Override
  public double[] apply(Assignment point) {
    double[] x = new double[names.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = point.real(names.get(i));
    }
    return function.apply(x);
  }
}
