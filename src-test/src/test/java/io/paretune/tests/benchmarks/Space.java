package io.paretune.tests.benchmarks;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.util.Random;
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

/** Points of the unit cube to assignments and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // by JMH
public class Space {

  /** Thirty real numbers, or ten parameters of all kinds with conditions. */
  @Param({"real", "mixed"})
  String kind;

  private SearchSpace space;
  private double[][] units;
  private Assignment[] points;
  private int next;

  /** A thousand points. */
  @Setup
  public void prepare() {
    space = kind.equals("real") ? Fixtures.real() : Fixtures.mixed();
    Random random = new Random(1);
    units = new double[1000][];
    points = new Assignment[units.length];
    for (int i = 0; i < units.length; i++) {
      units[i] = random.doubles(space.dimension()).toArray();
      points[i] = space.fromUnit(units[i]);
    }
  }

  /** What an ask ends with. */
  @Benchmark
  public Object fromUnit() {
    next = (next + 1) % units.length;
    return space.fromUnit(units[next]);
  }

  /** What a sampler's memory of a trial begins with. */
  @Benchmark
  public Object toUnit() {
    next = (next + 1) % points.length;
    return space.toUnit(points[next]);
  }

  /** The check of values from outside. */
  @Benchmark
  public Object assignment() {
    next = (next + 1) % points.length;
    return space.assignment(points[next].asMap());
  }
}
