package io.paretune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

/** Against Commons Math, at sizes around the multiples of four that the loops are unrolled by. */
final class CholeskyTest {

  private static RealMatrix definite(int n) {
    Random random = new Random(n);
    RealMatrix root = new Array2DRowRealMatrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        root.setEntry(i, j, random.nextGaussian());
      }
    }
    RealMatrix matrix = root.multiply(root.transpose());
    for (int i = 0; i < n; i++) {
      matrix.addToEntry(i, i, 1);
    }
    return matrix;
  }

  @Test
  void solvesAndInvertsAsCommonsMathDoes() {
    for (int n = 1; n <= 13; n++) {
      RealMatrix matrix = definite(n);
      CholeskyDecomposition expected = new CholeskyDecomposition(matrix);
      Cholesky factor = Cholesky.of(matrix.getData()).orElseThrow();
      assertThat(factor.logDeterminant())
          .isCloseTo(Math.log(expected.getDeterminant()), within(1e-9));
      RealMatrix inverse = expected.getSolver().getInverse();
      double[][] found = factor.inverse();
      double[] side = new Random(1).doubles(n).toArray();
      double[] solved = side.clone();
      factor.forward(solved);
      double[][] many = new double[n][3];
      for (int i = 0; i < n; i++) {
        many[i][1] = side[i];
      }
      factor.forward(many);
      for (int i = 0; i < n; i++) {
        assertThat(many[i][1]).isCloseTo(solved[i], within(1e-9));
        assertThat(many[i][0]).isZero();
      }
      factor.backward(solved);
      double[] diagonal = factor.inverseDiagonal();
      double[] wanted = inverse.operate(side);
      for (int i = 0; i < n; i++) {
        assertThat(solved[i]).isCloseTo(wanted[i], within(1e-9));
        assertThat(diagonal[i]).isCloseTo(inverse.getEntry(i, i), within(1e-9));
        for (int j = i; j < n; j++) {
          assertThat(found[i][j]).isCloseTo(inverse.getEntry(i, j), within(1e-9));
        }
      }
    }
  }

  @Test
  void whatIsNotPositiveDefiniteIsNotFactored() {
    assertThat(Cholesky.of(new double[][] {{1, 2}, {2, 1}})).isEmpty();
    assertThat(Cholesky.of(new double[][] {{Double.NaN}})).isEmpty();
  }
}
