package io.paretune.evaluators.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.proxy.ActivationCodes.Units;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Each formula by hand, and what must not change it. */
class ProxyFormulasTest {

  /** Two images, three units: above the bend for the first, for both, for the second. */
  private static final long[] THREE = {0b01, 0b11, 0b10};

  private static ActivationCodes codes(int images, long... units) {
    return new ActivationCodes(images, List.of(new Units(units, 1)));
  }

  @Test
  void naswotIsTheLogDeterminantOfTheAgreements() {
    // on 3 units an image agrees with itself, on 1 with the other; 1 more on the diagonal
    assertThat(codes(2, THREE).agreements()).isEqualTo(new double[][] {{3, 1}, {1, 3}});
    assertThat(Naswot.of(codes(2, THREE))).isCloseTo(Math.log(4 * 4 - 1), within(1e-12));
    // equal codes: 2 2 | 2 2 with 1 on the diagonal
    assertThat(Naswot.of(codes(2, 0b11, 0b00))).isCloseTo(Math.log(9 - 4), within(1e-12));
  }

  @Test
  void aUnitCountsForEachLayerThatReadsIt() {
    ActivationCodes twice = new ActivationCodes(2, List.of(new Units(THREE, 2)));
    assertThat(twice.agreements()).isEqualTo(new double[][] {{6, 2}, {2, 6}});
    ActivationCodes layers =
        new ActivationCodes(2, List.of(new Units(THREE, 1), new Units(THREE, 1)));
    assertThat(layers.agreements()).isEqualTo(twice.agreements());
  }

  @Test
  void swapCountsDifferentPatternsOfTheWholeNetwork() {
    assertThat(codes(2, THREE).distinct()).isEqualTo(3);
    assertThat(codes(2, 0b01, 0b01, 0b10).distinct()).isEqualTo(2);
    ActivationCodes layers =
        new ActivationCodes(2, List.of(new Units(THREE, 1), new Units(new long[] {0b11, 0}, 5)));
    assertThat(layers.distinct()).isEqualTo(4);
    assertThat(new ActivationCodes(2, List.of()).distinct()).isZero();
  }

  @Test
  void anotherOrderOfTheImagesChangesNeither() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    long[] units = random.longs(200, 0, 1L << 16).toArray();
    long[] reversed = new long[units.length];
    for (int i = 0; i < units.length; i++) {
      reversed[i] = Long.reverse(units[i]) >>> 48;
    }
    assertThat(codes(16, reversed).distinct()).isEqualTo(codes(16, units).distinct());
    assertThat(Naswot.of(codes(16, reversed))).isCloseTo(Naswot.of(codes(16, units)), within(1e-9));
  }

  @Test
  void codesAreTheSignsOfAllImagesWhateverTheirScale() {
    int images = 20;
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] values = new float[images * 2];
      for (int i = 0; i < images; i++) {
        // the first unit is above 0 for even images, the second for the last one alone
        values[2 * i] = i % 2 == 0 ? 0.5f : -0.5f;
        values[2 * i + 1] = i == images - 1 ? 3 : 0;
      }
      NDArray array = manager.create(values, new Shape(images, 2));
      long even = 0b0101_0101_0101_0101_0101L;
      for (float scale : new float[] {1, 1000}) {
        ActivationCodes codes =
            new ActivationCodes(images, List.of(Units.signs(array.mul(scale), 1)));
        ActivationCodes expected = codes(images, even, 1L << 19);
        assertThat(codes.agreements()).isEqualTo(expected.agreements());
        assertThat(codes.distinct()).isEqualTo(2);
      }
    }
  }

  @Test
  void participationIsTheShareOfTheWidthThatVaries() {
    try (NDManager manager = NDManager.newBaseManager()) {
      // two channels that vary alike and independently, over four images
      float[] apart = {1, 1, 1, -1, -1, 1, -1, -1};
      // the second channel is the first
      float[] alike = {1, 1, 1, 1, -1, -1, -1, -1};
      // variances 3 to 1: (3 + 1)^2 / (9 + 1) of 2
      float third = (float) Math.sqrt(3);
      float[] uneven = {third, 1, third, -1, -third, 1, -third, -1};
      Shape shape = new Shape(4, 2);
      assertThat(share(manager, shape, apart)).isCloseTo(1, within(1e-6));
      assertThat(share(manager, shape, alike)).isCloseTo(0.5, within(1e-6));
      assertThat(share(manager, shape, uneven)).isCloseTo(0.8, within(1e-6));
      assertThat(share(manager, shape, new float[8])).isZero();
      // places of an image are samples like others; a scale and an offset say nothing
      NDArray image = manager.create(apart, shape).reshape(2, 2, 2, 1).transpose(0, 2, 1, 3);
      assertThat(Participation.share(image)).isCloseTo(1, within(1e-6));
      assertThat(Participation.share(manager.create(uneven, shape).mul(100f).add(7f)))
          .isCloseTo(0.8, within(1e-4));
    }
  }

  private static double share(NDManager manager, Shape shape, float[] values) {
    return Participation.share(manager.create(values, shape));
  }

  @Test
  void jacobianFallsAsGradientsBecomeAlike() {
    double k = 1e-5;
    double apart = -2 * (Math.log(1 + k) + 1 / (1 + k));
    assertThat(JacobianCovariance.of(2, 1, 0, 0, 1)).isCloseTo(apart, within(1e-9));
    assertThat(JacobianCovariance.of(2, 4, 0, 0, 9)).isCloseTo(apart, within(1e-9));
    // eigenvalues 1.5 and .5
    double half = -(Math.log(1.5 + k) + 1 / (1.5 + k)) - (Math.log(0.5 + k) + 1 / (0.5 + k));
    assertThat(JacobianCovariance.of(2, 4, 2, 2, 4)).isCloseTo(half, within(1e-9));
    // eigenvalues 2 and 0
    assertThat(JacobianCovariance.of(2, 1, 1, 1, 1)).isLessThan(-1e4);
    assertThat(JacobianCovariance.of(2, 1, 0, 0, 0)).isCloseTo(apart, within(1e-9));
  }

  @Test
  void thereAreCodesForOneToSixtyFourImages() {
    for (int images : new int[] {0, 65}) {
      assertThatThrownBy(() -> new ActivationCodes(images, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("images must be 1 to 64, got " + images);
    }
  }
}
