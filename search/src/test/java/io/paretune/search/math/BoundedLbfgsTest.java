package io.paretune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BoundedLbfgsTest {

  private static double rosenbrock(double[] x, double[] gradient) {
    double sum = 0;
    Arrays.fill(gradient, 0);
    for (int i = 0; i + 1 < x.length; i++) {
      double valley = x[i + 1] - x[i] * x[i];
      sum += 100 * valley * valley + (1 - x[i]) * (1 - x[i]);
      gradient[i] -= 400 * x[i] * valley + 2 * (1 - x[i]);
      gradient[i + 1] += 200 * valley;
    }
    return sum;
  }

  private static double[] filled(int n, double value) {
    double[] filled = new double[n];
    Arrays.fill(filled, value);
    return filled;
  }

  private static BoundedLbfgs.End descended(double[] start, double low, double high, int most) {
    int n = start.length;
    return new BoundedLbfgs(most, 1e-14, 1)
        .from(start, filled(n, low), filled(n, high), BoundedLbfgsTest::rosenbrock);
  }

  @Test
  void findsAMinimumInside() {
    BoundedLbfgs.End end = descended(new double[] {-1.2, 1, -1.2, 1}, -5, 5, 300);
    assertThat(end.place().toArray()).containsExactly(filled(4, 1), within(1e-4));
    assertThat(end.value()).isLessThan(1e-8);
    assertThat(end.evaluations()).isLessThan(150);
  }

  @Test
  void findsAMinimumOnABound() {
    // with x at most 0.5, the valley's lowest point is (0.5, 0.25)
    BoundedLbfgs.End end = descended(new double[] {-1, -1}, -2, 0.5, 300);
    assertThat(end.place().toArray()).containsExactly(new double[] {0.5, 0.25}, within(1e-5));
    assertThat(end.value()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void leavesABoundThatDoesNotHoldIt() {
    BoundedLbfgs.End end = descended(new double[] {-2, -2}, -2, 2, 300);
    assertThat(end.place().toArray()).containsExactly(filled(2, 1), within(1e-4));
  }

  @Test
  void asksNoMoreOftenThanAllowedAndNeverEndsHigher() {
    double[] start = {-1.2, 1};
    double before = rosenbrock(start, new double[2]);
    for (int most = 1; most < 30; most++) {
      BoundedLbfgs.End end = descended(start, -5, 5, most);
      assertThat(end.evaluations()).isLessThanOrEqualTo(most);
      assertThat(end.value()).isLessThanOrEqualTo(before);
      assertThat(rosenbrock(end.place().toArray(), new double[2])).isEqualTo(end.value());
    }
  }

  @Test
  void noStepIsLongerThanAllowed() {
    double[] last = {-2};
    new BoundedLbfgs(40, 1e-14, 0.1)
        .from(
            new double[] {-2},
            filled(1, -5),
            filled(1, 5),
            (x, gradient) -> {
              assertThat(Math.abs(x[0] - last[0])).isLessThanOrEqualTo(0.1 + 1e-12);
              last[0] = x[0];
              gradient[0] = 2 * x[0];
              return x[0] * x[0];
            });
    assertThat(last[0]).isCloseTo(0, within(1e-6));
  }

  @Test
  void endsWhereTheFunctionIsNotDefined() {
    BoundedLbfgs.End end =
        new BoundedLbfgs(10, 0, 1)
            .from(new double[1], filled(1, -1), filled(1, 1), (x, g) -> Double.POSITIVE_INFINITY);
    assertThat(end.evaluations()).isEqualTo(1);
  }
}
