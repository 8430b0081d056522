package io.paretune.search.sampler.gp;

import io.paretune.search.math.BoundedLbfgs;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Domain;
import io.paretune.search.trial.StudyView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * Looks for the assignment that promises the most: a shifted Sobol sequence over the whole space
 * and variations of the best trials, then from the best of both, in turns, a quasi-Newton ascent
 * along continuous axes and the best change of one discrete value.
 *
 * <p>Of a study that is restricted to a pool, members of the pool are judged instead.
 *
 * <p>Positions are settled on valid values before they are judged (Garrido-Merchan,
 * Hernandez-Lobato 2020, doi:10.1016/j.neucom.2019.11.004).
 */
final class AcquisitionOptimizer {

  private static final int SOBOL_DIMENSIONS = 1000;

  /** Starts taken from the whole space, and as many from around the best trials. */
  private static final int STARTS = 4;

  private static final int ROUNDS = 4;

  /** Members of a pool are judged once each, so there may be more of them. */
  private static final int POOL_SHARE = 4;

  private static final int ASCENT_EVALUATIONS = 50;
  private static final double ASCENT_TOLERANCE = 1e-5;

  /** Of the cube's edge: a longer step would leave the peak that the start was chosen for. */
  private static final double ASCENT_STEP = 0.2;

  /** Values of an unordered choice tried in one round. */
  private static final int WORDS = 8;

  private final Posterior posterior;
  private final FeatureEncoding encoding;
  private final StudyView view;
  private final RandomGenerator random;

  /** A place and what it promises. */
  private static final class Candidate {
    private final double[] position;
    private final double[] unit;
    private final double[] columns;
    private double promise = Double.NEGATIVE_INFINITY;

    private Candidate(double[] position, double[] unit, double[] columns) {
      this.position = position;
      this.unit = unit;
      this.columns = columns;
    }
  }

  AcquisitionOptimizer(Posterior posterior, StudyView view, RandomGenerator random) {
    this.posterior = posterior;
    this.encoding = posterior.encoding();
    this.view = view;
    this.random = random;
  }

  /**
   * The best allowed assignment found.
   *
   * @param bases positions to vary, the best trials
   * @param count candidates in all before the ascent
   * @return empty if none of the candidates may be proposed
   */
  Optional<Assignment> best(List<double[]> bases, int count) {
    if (view.pool().isPresent()) {
      return bestMember(view.pool().get().members(), POOL_SHARE * count);
    }
    List<Candidate> wide = new ArrayList<>();
    for (double[] position : spread(count / 2)) {
      wide.add(candidate(position));
    }
    List<Candidate> near = new ArrayList<>();
    for (int i = 0; i < count / 2; i++) {
      near.add(candidate(varied(bases.get(i % bases.size()))));
    }
    judge(wide);
    judge(near);
    List<Candidate> ends = new ArrayList<>();
    for (List<Candidate> group : List.of(near, wide)) {
      for (Candidate start : group.subList(0, Math.min(STARTS, group.size()))) {
        ends.add(improved(start));
      }
    }
    ends.addAll(near);
    ends.addAll(wide);
    ends.sort(BEST_FIRST);
    for (Candidate end : ends) {
      Assignment assignment = encoding.space().fromUnit(end.position);
      if (view.mayPropose(assignment)) {
        return Optional.of(assignment);
      }
    }
    return Optional.empty();
  }

  /** Of a pool nothing can be improved: its members, or so many drawn from them, are judged. */
  private Optional<Assignment> bestMember(List<Assignment> members, int most) {
    List<Assignment> open = new ArrayList<>(members);
    open.removeIf(member -> !view.mayPropose(member));
    List<Candidate> drawn = new ArrayList<>();
    double[] absent = new double[encoding.dimension()];
    Arrays.fill(absent, 0.5);
    for (int i = 0; i < Math.min(most, open.size()); i++) {
      Collections.swap(open, i, i + random.nextInt(open.size() - i));
      drawn.add(candidate(encoding.space().toUnit(open.get(i), absent)));
    }
    judge(drawn);
    return drawn.stream().findFirst().map(best -> encoding.space().fromUnit(best.position));
  }

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble((Candidate candidate) -> candidate.promise).reversed();

  private Candidate candidate(double[] position) {
    double[] unit = encoding.settled(position);
    return new Candidate(position, unit, encoding.columns(unit));
  }

  /** Gives every candidate its promise and sorts them, the best first. */
  private void judge(List<Candidate> candidates) {
    double[] promises = posterior.promises(candidates.stream().map(c -> c.columns).toList());
    for (int i = 0; i < promises.length; i++) {
      candidates.get(i).promise = promises[i];
    }
    candidates.sort(BEST_FIRST);
  }

  private List<double[]> spread(int count) {
    int n = encoding.dimension();
    List<double[]> spread = new ArrayList<>();
    double[] shift = new double[n];
    for (int k = 0; k < n; k++) {
      shift[k] = random.nextDouble();
    }
    SobolSequenceGenerator sobol = new SobolSequenceGenerator(Math.min(n, SOBOL_DIMENSIONS));
    for (int i = 0; i < count; i++) {
      double[] position = Arrays.copyOf(sobol.nextVector(), n);
      for (int k = 0; k < n; k++) {
        double moved = (k < SOBOL_DIMENSIONS ? position[k] : random.nextDouble()) + shift[k];
        position[k] = moved - Math.floor(moved);
      }
      spread.add(position);
    }
    return spread;
  }

  /** A few axes of a good position changed, by steps of all sizes. */
  private double[] varied(double[] base) {
    int n = base.length;
    double[] position = base.clone();
    double chance = Math.min(1, Math.pow(2, random.nextInt(4)) / n);
    double size = Math.pow(10, -3.5 + 3 * random.nextDouble());
    int forced = random.nextInt(n);
    for (int k = 0; k < n; k++) {
      if (k == forced || random.nextDouble() < chance) {
        position[k] =
            encoding.domain(k).ordered()
                ? stepped(position[k], k, size * random.nextGaussian())
                : random.nextDouble();
      }
    }
    return position;
  }

  private double stepped(double from, int axis, double step) {
    double floor = 0;
    if (!encoding.continuous(axis)) {
      // a shorter step would end at the same value
      floor = 1.0 / encoding.domain(axis).size().orElseThrow();
    }
    double to = from + (step < 0 ? -1 : 1) * Math.max(floor, Math.abs(step));
    return Math.max(0, Math.min(1, to));
  }

  private Candidate improved(Candidate start) {
    Candidate best = start;
    for (int round = 0; round < ROUNDS; round++) {
      Candidate ascended = ascended(best);
      List<Candidate> neighbours = neighbours(ascended);
      if (neighbours.isEmpty()) {
        return ascended;
      }
      judge(neighbours);
      if (neighbours.get(0).promise <= ascended.promise) {
        return ascended;
      }
      best = neighbours.get(0);
    }
    return best;
  }

  private Candidate ascended(Candidate start) {
    int[] free = new int[start.unit.length];
    int count = 0;
    for (int k = 0; k < start.unit.length; k++) {
      if (encoding.continuous(k) && !Double.isNaN(start.unit[k])) {
        free[count++] = k;
      }
    }
    if (count == 0) {
      return start;
    }
    int[] axes = Arrays.copyOf(free, count);
    double[] from = new double[count];
    double[] low = new double[count];
    double[] high = new double[count];
    for (int k = 0; k < count; k++) {
      from[k] = start.unit[axes[k]];
      high[k] = 1;
    }
    double[] columns = start.columns.clone();
    double[] byColumn = new double[columns.length];
    BoundedLbfgs.End end =
        new BoundedLbfgs(ASCENT_EVALUATIONS, ASCENT_TOLERANCE, ASCENT_STEP)
            .from(
                from,
                low,
                high,
                (x, gradient) -> {
                  for (int k = 0; k < axes.length; k++) {
                    columns[encoding.columnOf(axes[k])] = x[k];
                  }
                  double promise = posterior.promise(columns, byColumn);
                  for (int k = 0; k < axes.length; k++) {
                    gradient[k] = -byColumn[encoding.columnOf(axes[k])];
                  }
                  return -promise;
                });
    double[] position = start.position.clone();
    double[] x = end.place().toArray();
    for (int k = 0; k < count; k++) {
      position[axes[k]] = x[k];
    }
    Candidate ascended = candidate(position);
    ascended.promise = -end.value();
    return ascended;
  }

  /** Candidates that differ in one discrete value. */
  private List<Candidate> neighbours(Candidate of) {
    List<Candidate> neighbours = new ArrayList<>();
    for (int k = 0; k < of.unit.length; k++) {
      if (encoding.continuous(k) || Double.isNaN(of.unit[k])) {
        continue;
      }
      for (double value : others(k, of.unit[k])) {
        double[] position = of.position.clone();
        position[k] = value;
        neighbours.add(candidate(position));
      }
    }
    return neighbours;
  }

  private List<Double> others(int axis, double current) {
    Domain domain = encoding.domain(axis);
    long size = domain.size().orElseThrow();
    Set<Double> others = new LinkedHashSet<>();
    if (!domain.ordered()) {
      for (int i = 0; i < Math.min(size, WORDS); i++) {
        long index = size <= WORDS ? i : random.nextLong(size);
        others.add(domain.toUnit(domain.valueAt(index)));
      }
    } else {
      long index = index(domain, current, size);
      for (long step = 1; step <= Math.max(1, size / 4); step *= 4) {
        if (index - step >= 0) {
          others.add(domain.toUnit(domain.valueAt(index - step)));
        }
        if (index + step < size) {
          others.add(domain.toUnit(domain.valueAt(index + step)));
        }
      }
    }
    others.remove(current);
    return List.copyOf(others);
  }

  /** The place of the value whose cell's middle is at a position. */
  private static long index(Domain domain, double unit, long size) {
    long low = 0;
    long high = size - 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (domain.toUnit(domain.valueAt(middle)) < unit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
