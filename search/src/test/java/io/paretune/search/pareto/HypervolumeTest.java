package io.paretune.search.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class HypervolumeTest {

  private static double[] ones(int dimension, double value) {
    double[] point = new double[dimension];
    Arrays.fill(point, value);
    return point;
  }

  /** The sum over all subsets, with alternating signs, of the box that the subset shares. */
  private static double inclusionExclusion(List<double[]> points, double[] reference) {
    double volume = 0;
    for (int subset = 1; subset < 1 << points.size(); subset++) {
      double box = 1;
      for (int k = 0; k < reference.length; k++) {
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points.size(); i++) {
          worst = (subset >> i & 1) == 1 ? Math.max(worst, points.get(i)[k]) : worst;
        }
        box *= Math.max(0, reference[k] - worst);
      }
      volume += Integer.bitCount(subset) % 2 == 1 ? box : -box;
    }
    return volume;
  }

  @Property(tries = 300, seed = "41012")
  void equalsInclusionAndExclusion(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 10) int count,
      @ForAll @IntRange(min = 1, max = 6) int dimension) {
    Random random = new Random(seed);
    List<double[]> points = Points.uniform(random, count, dimension);
    double[] reference = ones(dimension, 0.5 + random.nextDouble());
    assertThat(Hypervolume.of(points, reference))
        .isCloseTo(inclusionExclusion(points, reference), within(1e-12));
  }

  @Property(tries = 200, seed = "41013")
  void equalsTheCellsOfAGridThatThePointsDominate(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll @IntRange(min = 2, max = 5) int dimension) {
    // whole coordinates: the volume is the number of dominated unit cells; ties and duplicates
    Random random = new Random(seed);
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(random.ints(dimension, 0, 5).asDoubleStream().toArray());
    }
    int cells = 0;
    for (int cell = 0; cell < Math.pow(4, dimension); cell++) {
      int code = cell;
      cells += points.stream().anyMatch(point -> dominates(point, code)) ? 1 : 0;
    }
    assertThat(Hypervolume.of(points, ones(dimension, 4))).isEqualTo(cells);
  }

  private static boolean dominates(double[] point, int code) {
    int rest = code;
    for (double coordinate : point) {
      if (coordinate > rest % 4) {
        return false;
      }
      rest /= 4;
    }
    return true;
  }

  @Property(tries = 100, seed = "41014")
  void orderOfPointsAndAxesPlaceAndScaleDoNotMatter(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int dimension) {
    Random random = new Random(seed);
    List<double[]> points = Points.uniform(random, 20, dimension);
    double[] reference = ones(dimension, 1.1);
    double volume = Hypervolume.of(points, reference);
    List<double[]> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, random);
    assertThat(Hypervolume.of(shuffled, reference)).isCloseTo(volume, within(1e-12));
    List<double[]> turned = points.stream().map(HypervolumeTest::turned).toList();
    assertThat(Hypervolume.of(turned, reference)).isCloseTo(volume, within(1e-12));
    List<double[]> moved =
        points.stream().map(p -> Arrays.stream(p).map(x -> 2 * x - 3).toArray()).toList();
    assertThat(Hypervolume.of(moved, ones(dimension, 2 * 1.1 - 3)) / (1 << dimension))
        .isCloseTo(volume, within(1e-12));
  }

  private static double[] turned(double[] point) {
    double[] turned = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      turned[i] = point[(i + 1) % point.length];
    }
    return turned;
  }

  @Property(tries = 100, seed = "41015")
  void dominatedPointsAndDuplicatesAddNothing(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int dimension) {
    Random random = new Random(seed);
    List<double[]> points = Points.uniform(random, 10, dimension);
    List<double[]> more = new ArrayList<>(points);
    more.add(points.get(3).clone());
    more.add(Arrays.stream(points.get(5)).map(x -> x + 0.01).toArray());
    more.add(ones(dimension, 1.1));
    Collections.shuffle(more, random);
    double[] reference = ones(dimension, 1.1);
    assertThat(Hypervolume.of(more, reference))
        .isCloseTo(Hypervolume.of(points, reference), within(1e-12));
  }

  @Test
  void byHand() {
    assertThat(Hypervolume.of(List.of(new double[] {2}, new double[] {1}), ones(1, 5)))
        .isEqualTo(4);
    // steps of 1x1, 1x2 and 1x3 squares under the reference (4, 4)
    List<double[]> stairs = Stream.of("1 3", "2 2", "3 1").map(HypervolumeTest::point).toList();
    assertThat(Hypervolume.of(stairs, ones(2, 4))).isEqualTo(6);
    // three 2x2x1 slabs in a cube of side 2: 12 less what pairs share (3 x 2) plus the common cell
    List<double[]> slabs =
        Stream.of("0 0 1", "0 1 0", "1 0 0").map(HypervolumeTest::point).toList();
    assertThat(Hypervolume.of(slabs, ones(3, 2))).isEqualTo(12 - 6 + 1);
    // two boxes of 16 - half: 8 + 8 - 4 shared
    List<double[]> four = Stream.of("1 0 0 0", "0 1 0 0").map(HypervolumeTest::point).toList();
    assertThat(Hypervolume.of(four, ones(4, 2))).isEqualTo(12);
  }

  private static double[] point(String numbers) {
    return Arrays.stream(numbers.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void goldenValuesOfKnownFronts() {
    // 100 points of ZDT1's front f2 = 1 - sqrt(f1): the Riemann sum, added up independently
    List<double[]> curve = new ArrayList<>();
    double expected = 0;
    for (int i = 0; i < 100; i++) {
      double x = i / 99.0;
      double next = i < 99 ? (i + 1) / 99.0 : 1.1;
      curve.add(new double[] {x, 1 - Math.sqrt(x)});
      expected += (next - x) * (0.1 + Math.sqrt(x));
    }
    assertThat(Hypervolume.of(curve, ones(2, 1.1))).isCloseTo(expected, within(1e-12));
    // the corners of the simplex, 4 objectives: all of the cube of side 2 but one unit cell
    List<double[]> corners =
        Stream.of("1 0 0 0", "0 1 0 0", "0 0 1 0", "0 0 0 1").map(HypervolumeTest::point).toList();
    assertThat(Hypervolume.of(corners, ones(4, 2))).isEqualTo(15);
  }

  @Test
  void nothingDominatesNothing() {
    assertThat(Hypervolume.of(List.of(), ones(2, 1))).isZero();
    assertThat(Hypervolume.of(List.of(new double[] {1, 0}, new double[] {2, 0}), ones(2, 1)))
        .isZero();
  }

  @Test
  void pointsMustHaveTheReferencesObjectives() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hypervolume.of(List.of(new double[] {1, 2, 3}), ones(2, 5)))
        .withMessageContaining("got 3 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hypervolume.of(List.of(), new double[0]))
        .withMessageContaining("at least one objective");
  }

  @Test
  void pointsAreNotChanged() {
    List<double[]> points = Points.uniform(new Random(1), 20, 4);
    List<double[]> before = points.stream().map(double[]::clone).toList();
    Hypervolume.of(points, ones(4, 1));
    assertThat(points).usingRecursiveComparison().isEqualTo(before);
  }
}
