package io.paretune.search.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VariancePartsTest {

  private static final int[] CATEGORIES = {0, 3, 0, 5, 0};

  /** Trees over noise have boxes on every axis. */
  private static List<RegressionTree> forest(int trees) {
    SplittableRandom random = new SplittableRandom(11);
    return IntStream.range(0, trees)
        .mapToObj(
            tree -> {
              double[][] units = new double[150][CATEGORIES.length];
              double[] values = new double[units.length];
              for (int i = 0; i < units.length; i++) {
                Arrays.setAll(units[i], axis -> random.nextDouble());
                values[i] = units[i][0] * units[i][1] + units[i][2] + 0.2 * random.nextDouble();
              }
              int[] all = IntStream.range(0, units.length).toArray();
              return new RegressionTree(units, values, CATEGORIES, all);
            })
        .toList();
  }

  /** The sum over pairs of boxes of different trees, as the definition has it. */
  private static double covariance(List<RegressionTree> forest, int... axes) {
    double sum = 0;
    for (RegressionTree some : forest) {
      for (RegressionTree others : forest) {
        if (some == others && forest.size() > 1) {
          continue;
        }
        for (Box one : some.leaves()) {
          for (Box other : others.leaves()) {
            double part = (one.value() - some.mean()) * (other.value() - others.mean());
            part *= one.volume() * other.volume();
            for (int axis : axes) {
              part *=
                  one.overlap(other, axis) / one.overlap(one, axis) / other.overlap(other, axis);
            }
            sum += part;
          }
        }
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aSweepOverCellsGivesWhatPairsOfBoxesDo(int trees) {
    List<RegressionTree> forest = forest(trees);
    double all = covariance(forest, 0, 1, 2, 3, 4);
    VarianceParts parts = new VarianceParts(forest, CATEGORIES.length);
    double[] mains = new double[CATEGORIES.length];
    for (int axis = 0; axis < mains.length; axis++) {
      mains[axis] = covariance(forest, axis);
      assertThat(parts.of(axis)).isCloseTo(Math.max(0, mains[axis] / all), within(1e-10));
    }
    assertThat(parts.of(2)).isGreaterThan(0.5);
    for (int[] pair : new int[][] {{0, 1}, {1, 3}, {2, 4}, {4, 0}}) {
      double both = covariance(forest, pair) - mains[pair[0]] - mains[pair[1]];
      assertThat(parts.beyond(pair[0], pair[1])).isCloseTo(Math.max(0, both / all), within(1e-10));
    }
  }
}
