package io.paretune.evaluators.onnx.graph.rounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WeightGridTest {

  /**
   * By hand: the input of the large weight is always 0, so that -1.4 alone counts. On steps of 1 it
   * is off by .4; of 0.7, the first share that divides it, by nothing.
   */
  @Test
  void aWeightThatNoInputAsksForGetsNoRange() {
    WeightGrid grid = new WeightGrid(new float[] {-1.4f, -8}, 2, 4, 2);
    assertThat(grid.scales()).containsExactly(new float[] {1}, within(1e-6f));
    WeightGrid fitted = grid.fitted(new double[][] {{1, 0}, {0, 0}});
    assertThat(fitted.scales()).containsExactly(new float[] {0.7f}, within(1e-6f));
    assertThat(fitted.value(0, 0, fitted.nearest()[0])).isCloseTo(-1.4, within(1e-6));
  }

  /** Nor with the errors made up for. */
  @Property(tries = 60, seed = "140715")
  void noBlockIsFurtherOffThanWithAllThatItSpans(@ForAll long seed) {
    Random random = new Random(seed);
    int inputs = 8 + random.nextInt(60);
    int block = 16 << random.nextInt(2);
    float[] matrix = new float[inputs * 5];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) (random.nextGaussian() * (random.nextInt(20) == 0 ? 5 : 1));
    }
    double[][] moments = moments(inputs, random);
    WeightGrid grid = new WeightGrid(matrix, inputs, 4, block);
    WeightGrid fitted = grid.fitted(moments);
    double[] spanned = grid.errors(moments);
    double[] least = fitted.errors(moments);
    for (int s = 0; s < least.length; s++) {
      assertThat(least[s]).isLessThanOrEqualTo(spanned[s] + 1e-12);
    }
  }

  @Test
  void fittedRangesHelpWhatMakesUpForErrorsToo() {
    double spanned = 0;
    double fitted = 0;
    for (int seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      float[] matrix = new float[64 * 16];
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] = (float) (random.nextGaussian() * (random.nextInt(40) == 0 ? 4 : 1));
      }
      double[][] moments = moments(64, random);
      WeightGrid grid = new WeightGrid(matrix, 64, 4, 64);
      spanned += off(moments, matrix, grid);
      fitted += off(moments, matrix, grid.fitted(moments));
    }
    assertThat(fitted).isLessThan(spanned);
  }

  private static double off(double[][] moments, float[] matrix, WeightGrid grid) {
    byte[] steps = SecondOrderRounding.learned(moments, grid);
    double sum = 0;
    for (int output = 0; output < grid.outputs(); output++) {
      double[] error = new double[grid.inputs()];
      for (int i = 0; i < error.length; i++) {
        int at = i * grid.outputs() + output;
        error[i] = matrix[at] - grid.value(i, output, steps[at] & 0xff);
      }
      for (int i = 0; i < error.length; i++) {
        for (int j = 0; j < error.length; j++) {
          sum += error[i] * moments[i][j] * error[j];
        }
      }
    }
    return sum;
  }

  /** Of inputs that vary together. */
  private static double[][] moments(int inputs, Random random) {
    double[][] moments = new double[inputs][inputs];
    for (int row = 0; row < 4 * inputs; row++) {
      double common = random.nextGaussian();
      double[] x = new double[inputs];
      Arrays.setAll(x, i -> common * (i % 7) / 7 + random.nextGaussian());
      for (int i = 0; i < inputs; i++) {
        for (int j = 0; j < inputs; j++) {
          moments[i][j] += x[i] * x[j] / (4 * inputs);
        }
      }
    }
    return moments;
  }
}
