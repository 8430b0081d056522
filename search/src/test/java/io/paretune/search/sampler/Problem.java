package io.paretune.search.sampler;

import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.FrontMember;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Functions with a known Pareto front, all minimised: ZDT (Zitzler, Deb, Thiele 2000,
 * doi:10.1162/106365600568202) and DTLZ2 (Deb, Thiele, Laumanns, Zitzler 2002).
 */
record Problem(String name, int variables, int objectives, Function<double[], double[]> function) {

  static Problem zdt1(int variables) {
    return zdt("ZDT1", variables, (f, g) -> 1 - Math.sqrt(f / g));
  }

  static Problem zdt2() {
    return zdt("ZDT2", 30, (f, g) -> 1 - f / g * (f / g));
  }

  static Problem zdt3() {
    return zdt("ZDT3", 30, (f, g) -> 1 - Math.sqrt(f / g) - f / g * Math.sin(10 * Math.PI * f));
  }

  static Problem zdt4() {
    return new Problem(
        "ZDT4",
        10,
        2,
        x -> {
          double g = 1 + 10 * (x.length - 1);
          for (int i = 1; i < x.length; i++) {
            double y = 10 * x[i] - 5;
            g += y * y - 10 * Math.cos(4 * Math.PI * y);
          }
          return new double[] {x[0], g * (1 - Math.sqrt(x[0] / g))};
        });
  }

  static Problem zdt6() {
    return new Problem(
        "ZDT6",
        10,
        2,
        x -> {
          double f = 1 - Math.exp(-4 * x[0]) * Math.pow(Math.sin(6 * Math.PI * x[0]), 6);
          double g = 1 + 9 * Math.pow(restOf(x) / (x.length - 1), 0.25);
          return new double[] {f, g * (1 - f / g * (f / g))};
        });
  }

  static Problem dtlz2() {
    return new Problem(
        "DTLZ2",
        12,
        3,
        x -> {
          double g = 0;
          for (int i = 2; i < x.length; i++) {
            g += (x[i] - 0.5) * (x[i] - 0.5);
          }
          double a = x[0] * Math.PI / 2;
          double b = x[1] * Math.PI / 2;
          return new double[] {
            (1 + g) * Math.cos(a) * Math.cos(b),
            (1 + g) * Math.cos(a) * Math.sin(b),
            (1 + g) * Math.sin(a)
          };
        });
  }

  private interface Shape {
    double of(double f, double g);
  }

  private static Problem zdt(String name, int variables, Shape shape) {
    return new Problem(
        name,
        variables,
        2,
        x -> {
          double g = 1 + 9 * restOf(x) / (x.length - 1);
          return new double[] {x[0], g * shape.of(x[0], g)};
        });
  }

  private static double restOf(double[] x) {
    return Arrays.stream(x).skip(1).sum();
  }

  /** A study of this problem, its variables scaled to [0, 1]. */
  Study<Assignment> study(Sampler sampler, long seed) {
    SearchSpace.Builder space = SearchSpace.builder();
    for (int i = 0; i < variables; i++) {
      space.real("x" + i, 0, 1);
    }
    StudyBuilder<Assignment> study = Study.of(space.build()).sampler(sampler).seed(seed);
    for (int i = 0; i < objectives; i++) {
      study.minimize("f" + i);
    }
    return study.start();
  }

  void run(Study<Assignment> study, int trials) {
    for (int i = 0; i < trials; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      double[] x =
          trial.assignment().asMap().values().stream().mapToDouble(v -> (Double) v).toArray();
      study.tell(trial.number(), trial.measured(function.apply(x)));
    }
  }

  /** Hypervolume of a study's front with reference 1.1 in every objective. */
  double hypervolume(Study<Assignment> study) {
    List<double[]> points = new ArrayList<>();
    for (FrontMember<Assignment> member : study.paretoFront()) {
      double[] point = new double[objectives];
      for (int i = 0; i < objectives; i++) {
        point[i] = member.trial().measurement().orElseThrow().metric("f" + i);
      }
      points.add(point);
    }
    double[] reference = new double[objectives];
    Arrays.fill(reference, 1.1);
    return Hypervolume.of(points, reference);
  }
}
