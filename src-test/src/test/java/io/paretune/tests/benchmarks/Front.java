package io.paretune.tests.benchmarks;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.CrowdingTruncation;
import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.pareto.ParetoFront;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Dominance: a front that a trial is told to, a selection, and what a front dominates. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // by JMH
public class Front {

  /** Number of objectives. */
  @Param({"2", "3", "5"})
  int objectives;

  /** Points on the front. */
  @Param({"100", "1000"})
  int size;

  private List<Costs> points;
  private List<double[]> arrays;
  private double[] reference;
  private List<Costs> others;
  private ParetoFront front;
  private int next;

  /** A front, and as many points beside it. */
  @Setup
  public void prepare() {
    points = Fixtures.front(size, objectives, 1);
    arrays = points.stream().map(Costs::toArray).toList();
    reference = new double[objectives];
    Arrays.fill(reference, 1.1);
    others = Fixtures.front(size, objectives, 2);
    front = new ParetoFront();
    for (int i = 0; i < size; i++) {
      front.offer(i, points.get(i));
    }
  }

  /** What telling a trial asks of the front. */
  @Benchmark
  public Object previewOfAMember() {
    next = (next + 1) % size;
    return front.preview(size, others.get(next));
  }

  /** Filling a front from nothing, {@code size} offers. */
  @Benchmark
  public Object fill() {
    ParetoFront filled = new ParetoFront();
    for (int i = 0; i < size; i++) {
      filled.offer(i, points.get(i));
    }
    return filled;
  }

  /** Ranks of all points. */
  @Benchmark
  public Object ranks() {
    return NonDominatedSorting.ranks(points);
  }

  /** Halving the front. */
  @Benchmark
  public Object thinning() {
    return CrowdingTruncation.crowding(points, size / 2);
  }

  /** What the front dominates; of five objectives, of its first hundred points. */
  @Benchmark
  public double hypervolume() {
    return Hypervolume.of(objectives < 5 ? arrays : arrays.subList(0, 100), reference);
  }
}
