package io.paretune.search.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VariancePartsTest {

  @Test
  void areThoseOfATreeOfFourBoxes() {
    // values 0, 0, 1, 3 in the quarters (low, low), (low, high), (high, low), (high, high)
    double[][] units = new double[100][];
    double[] values = new double[100];
    for (int i = 0; i < 100; i++) {
      int row = i / 10;
      units[i] = new double[] {(row + 0.5) / 10, (i % 10 + 0.5) / 10};
      values[i] = units[i][0] < 0.5 ? 0 : units[i][1] < 0.5 ? 1 : 3;
    }
    int[] each = IntStream.range(0, 100).toArray();
    RegressionTree tree = new RegressionTree(units, values, new int[] {0, 0}, each);
    assertThat(tree.leaves()).hasSize(3);
    VarianceParts parts = new VarianceParts(List.of(tree.leaves()), 2);
    // mean 1; marginals (0, 2) and (0.5, 1.5)
    // variances 1.5 of all, 1 and 0.25 of the marginals, 0.25 beyond
    assertThat(parts.of(0)).isCloseTo(4 / 6.0, within(1e-12));
    assertThat(parts.of(1)).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(parts.beyond(0, 1)).isCloseTo(1 / 6.0, within(1e-12));
    List<RegressionTree.Leaf> leaves = tree.leaves();
    VarianceParts twice = new VarianceParts(List.of(leaves, leaves), 2);
    assertThat(twice.of(0)).isCloseTo(4 / 6.0, within(1e-12));
    assertThat(twice.beyond(0, 1)).isCloseTo(1 / 6.0, within(1e-12));
    for (int i = 0; i < 100; i++) {
      assertThat(tree.at(units[i])).isEqualTo(values[i]);
    }
  }

  @Test
  void categoriesAreSplitIntoSets() {
    // five categories, of which the first and the fourth differ from the others by 2
    double[][] units = new double[50][];
    double[] values = new double[50];
    for (int i = 0; i < 50; i++) {
      units[i] = new double[] {(i % 5 + 0.5) / 5};
      values[i] = i % 5 == 0 || i % 5 == 3 ? 2 : 0;
    }
    int[] each = IntStream.range(0, 50).toArray();
    RegressionTree tree = new RegressionTree(units, values, new int[] {5}, each);
    assertThat(tree.leaves()).hasSize(2);
    VarianceParts parts = new VarianceParts(List.of(tree.leaves()), 1);
    assertThat(parts.of(0)).isCloseTo(1, within(1e-12));
    assertThat(tree.at(new double[] {1})).isZero();
  }
}
