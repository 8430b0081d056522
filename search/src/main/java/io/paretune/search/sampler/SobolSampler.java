package io.paretune.search.sampler;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A shifted Sobol sequence: fills the unit cube evenly, whatever the number of trials, and ignores
 * what they measured.
 *
 * <p>Point n of the sequence (Sobol' 1967, doi:10.1016/0041-5553(67)90144-9, with the direction
 * numbers of Joe and Kuo 2008, doi:10.1137/070709359) for trial n, its binary digits flipped by a
 * random number an axis that depends on the study's seed (a digital shift, as in Owen 2003,
 * doi:10.1145/945511.945518). An ask costs O(dimension).
 *
 * <p>The digital shift, unlike one modulo 1, keeps every block of 2^k trials as even as the
 * sequence itself, and since it moves the origin as well, nothing need be skipped. A point that
 * falls on an assignment seen before, as happens in discrete spaces, is replaced by a random one;
 * in a study with a pool the nearest allowed member is proposed.
 */
public final class SobolSampler implements Sampler {

  /** Axes for which direction numbers are known. */
  private static final int MOST_AXES = 1000;

  private static final int BITS = 52;
  private static final double SCALE = 1L << BITS;

  private @Nullable SobolSequenceGenerator sequence;
  private int axes;

  @Override
  public String name() {
    return "sobol";
  }

  @Override
  public void requireFit(StudyDefinition definition) {
    if (definition.space().dimension() > MOST_AXES) {
      throw new IllegalArgumentException(
          "sampler 'sobol' takes at most %d parameters, got %d; use 'random'"
              .formatted(MOST_AXES, definition.space().dimension()));
    }
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    SearchSpace space = view.definition().space();
    double[] unit = point(view.definition(), trialNumber);
    if (view.pool().isPresent()) {
      return view.pool().get().nearest(unit, view::mayPropose);
    }
    Assignment first = space.fromUnit(unit);
    if (view.mayPropose(first)) {
      return Optional.of(first);
    }
    RandomGenerator random = RandomStreams.of(view.definition().seed(), trialNumber, name());
    return Deduplication.anywhere(view, random);
  }

  private double[] point(StudyDefinition definition, long trialNumber) {
    requireFit(definition);
    int dimension = definition.space().dimension();
    SobolSequenceGenerator points = sequence;
    if (points == null || axes != dimension) {
      points = new SobolSequenceGenerator(dimension);
      sequence = points;
      axes = dimension;
    }
    double[] unit = points.skipTo(Math.toIntExact(trialNumber));
    RandomGenerator shift = RandomStreams.of(definition.seed(), 0, name() + "/shift");
    for (int axis = 0; axis < dimension; axis++) {
      long digits = (long) (unit[axis] * SCALE) ^ (shift.nextLong() >>> (Long.SIZE - BITS));
      // the middle of the last digit's cell: neither end of the axis is favoured
      unit[axis] = (digits + 0.5) / SCALE;
    }
    return unit;
  }
}
