package io.paretune.search.sampler;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Pool;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceIndex;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every assignment of a grid once, in an order shuffled by the study's seed, so that a grid cut
 * short is still a fair sample; then the study is exhausted.
 *
 * <p>The grid is the space itself where it is finite; a continuous parameter takes evenly spaced
 * positions of its (linear or logarithmic) range, both ends included. In a study with a pool the
 * grid is the pool. Nothing is stored: trial n takes the nth number of a computed permutation. An
 * ask costs O(dimension), and once for a study the counting of the grid.
 */
public final class GridSampler implements Sampler {

  private static final long LARGEST = 1L << 62;

  private final Settings settings;
  private @Nullable Grid grid;

  /**
   * How fine the grid is.
   *
   * @param pointsPerReal values that a continuous parameter takes, 1 (the middle) to 1,000,000
   */
  public record Settings(int pointsPerReal) {

    /** Checks the number. */
    public Settings {
      if (pointsPerReal < 1 || pointsPerReal > 1_000_000) {
        throw new IllegalArgumentException(
            "pointsPerReal must lie in 1..1000000, got " + pointsPerReal);
      }
    }

    /** Ten points. */
    public static Settings defaults() {
      return new Settings(10);
    }

    /** These settings with another number of points. */
    public Settings withPointsPerReal(int points) {
      return new Settings(points);
    }
  }

  /** The grid of one study. */
  private record Grid(StudyDefinition definition, SpaceIndex index, Permutation order) {}

  /** A grid with the given settings. */
  public GridSampler(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "grid";
  }

  /**
   * Refuses spaces whose grid is too large to be numbered.
   *
   * @throws IllegalArgumentException if the grid has more than 2^62 points, or a condition that no
   *     point of the grid fulfils
   */
  @Override
  public void requireFit(StudyDefinition definition) {
    SearchSpace discretised = discretised(definition.space());
    if (SpaceIndex.of(discretised).filter(index -> index.size() <= LARGEST).isEmpty()) {
      throw new IllegalArgumentException(
          "sampler 'grid' takes at most 2^62 points, got a space of "
              + definition.space().dimension()
              + " parameters that has more (with "
              + settings.pointsPerReal()
              + " points for each continuous one); give fewer values, or use 'sobol'");
    }
  }

  private SearchSpace discretised(SearchSpace space) {
    List<Parameter> parameters = new ArrayList<>();
    for (Parameter parameter : space.parameters()) {
      parameters.add(
          parameter.domain().size().isPresent()
              ? parameter
              : new Parameter(parameter.name(), points(parameter.domain()), parameter.condition()));
    }
    return SearchSpace.of(parameters);
  }

  private Choice points(Domain continuous) {
    int count = settings.pointsPerReal();
    List<Object> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(continuous.fromUnit(count == 1 ? 0.5 : i / (count - 1.0)));
    }
    // a range narrower than its points repeats some
    return new Choice(points.stream().distinct().toList());
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    if (view.pool().isPresent()) {
      Pool pool = view.pool().get();
      Permutation order = order(view.definition(), pool.size());
      return next(view, trialNumber, order, i -> pool.members().get((int) i));
    }
    Grid known = grid;
    if (known == null || !known.definition().equals(view.definition())) {
      requireFit(view.definition());
      SpaceIndex index = SpaceIndex.of(discretised(view.definition().space())).orElseThrow();
      known = new Grid(view.definition(), index, order(view.definition(), index.size()));
      grid = known;
    }
    SpaceIndex index = known.index();
    return next(view, trialNumber, known.order(), index::at);
  }

  private Permutation order(StudyDefinition definition, long size) {
    return new Permutation(size, RandomStreams.of(definition.seed(), 0, name()));
  }

  private interface Points {
    Assignment at(long number);
  }

  /**
   * The trial's own place of the grid; those after it, round to the beginning, if that was seen.
   * After more places than there are trials one must be new.
   */
  private static Optional<Assignment> next(
      StudyView view, long trialNumber, Permutation order, Points points) {
    long most = Math.min(order.size(), view.trials().size() + 1L);
    for (long step = 0; step < most; step++) {
      Assignment point = points.at(order.at((trialNumber + step) % order.size()));
      if (view.mayPropose(point)) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }
}
