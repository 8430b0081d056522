package io.paretune.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SobolSamplerTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new SobolSampler();
  }

  @Override
  public long goldenDigest() {
    return 4212716005796955444L;
  }

  private static SearchSpace cube(int dimension) {
    SpaceBuilder space = SearchSpace.builder();
    IntStream.range(0, dimension).forEach(i -> space.real("x" + i, 0, 1));
    return space.build();
  }

  private static double[][] points(Sampler sampler, int dimension, int count, long seed) {
    Study<Assignment> study = Study.of(cube(dimension)).minimize("cost").seed(seed).start();
    double[][] points = new double[count][];
    for (int i = 0; i < count; i++) {
      long number = i;
      Assignment point = study.inspect(view -> sampler.ask(view, number)).orElseThrow();
      points[i] = cube(dimension).toUnit(point);
    }
    return points;
  }

  @Test
  void everyBlockOf64TrialsHasOnePointInEach64thOfEveryAxis() {
    double[][] points = points(sampler(), 7, 256, 3);
    for (int block = 0; block < 4; block++) {
      for (int axis = 0; axis < 7; axis++) {
        List<Integer> cells = new ArrayList<>();
        for (int i = 64 * block; i < 64 * (block + 1); i++) {
          cells.add((int) (points[i][axis] * 64));
        }
        assertThat(cells).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void theFirstTwoAxesAreANet() {
    // a (0, 8, 2)-net has one point in every box of 2^-a by 2^-(8-a)
    double[][] points = points(sampler(), 2, 256, 5);
    for (int a = 0; a <= 8; a++) {
      List<Integer> boxes = new ArrayList<>();
      for (double[] point : points) {
        boxes.add(256 * (int) (point[0] * (1 << a)) + (int) (point[1] * (1 << (8 - a))));
      }
      assertThat(boxes).doesNotHaveDuplicates();
    }
  }

  @Test
  void isMoreEvenThanChanceWhateverTheNumberOfTrials() {
    for (int count : new int[] {64, 200, 777}) {
      double even = 0;
      double random = 0;
      for (long seed = 0; seed < 10; seed++) {
        even += discrepancy(points(sampler(), 5, count, seed));
        random += discrepancy(points(new RandomSampler(), 5, count, seed));
      }
      assertThat(even).isLessThan((count < 500 ? 0.75 : 0.45) * random);
    }
  }

  /** L2 star discrepancy by Warnock's formula (1972). */
  private static double discrepancy(double[][] points) {
    int n = points.length;
    int dimension = points[0].length;
    double single = 0;
    double pairs = 0;
    for (double[] one : points) {
      double product = 1;
      for (double x : one) {
        product *= (1 - x * x) / 2;
      }
      single += product;
      for (double[] two : points) {
        double overlap = 1;
        for (int i = 0; i < dimension; i++) {
          overlap *= 1 - Math.max(one[i], two[i]);
        }
        pairs += overlap;
      }
    }
    return Math.sqrt(Math.pow(3, -dimension) - 2 * single / n + pairs / ((double) n * n));
  }

  @Test
  void takesTheMemberOfAPoolNearestToItsPoint() {
    SearchSpace space = cube(2);
    List<Assignment> pool = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pool.add(space.fromUnit(new double[] {i / 99.0, (37 * i % 100) / 99.0}));
    }
    Study<Assignment> study =
        Study.of(space).minimize("cost").only(pool).sampler(sampler()).start();
    List<Assignment> asked = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      asked.add(study.ask().orElseThrow().assignment());
    }
    assertThat(pool).containsAll(asked);
    assertThat(asked.stream().map(one -> (int) (one.real("x0") * 4)).filter(q -> q == 0))
        .hasSizeBetween(3, 5);
    for (int i = 16; i < 100; i++) {
      asked.add(study.ask().orElseThrow().assignment());
    }
    assertThat(asked).doesNotHaveDuplicates();
    assertThat(study.ask()).isEmpty();
  }

  @Test
  void moreThanAThousandParametersAreRefusedWhenTheStudyStarts() {
    assertThat(points(sampler(), 1000, 3, 1)[2]).hasSize(1000);
    StudyBuilder<Assignment> large = Study.of(cube(1001)).minimize("cost").sampler(sampler());
    assertThatIllegalArgumentException()
        .isThrownBy(large::start)
        .withMessage("sampler 'sobol' takes at most 1000 parameters, got 1001; use 'random'");
  }
}
