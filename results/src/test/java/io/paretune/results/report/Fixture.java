package io.paretune.results.report;

import io.paretune.results.summary.StudySummary;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A made-up study shaped like the quick start, for tests only. */
final class Fixture {

  static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

  private Fixture() {}

  static StudyDefinition definition(String name) {
    SearchSpace space =
        SearchSpace.builder()
            .whole("depth", 1, 3)
            .whole("width", 8, 64, 8)
            .choice("kernel", 3, 5)
            .choice("bits.0", 32, 8)
            .choice("bits.1", 32, 8)
            .choice("pruning", 0.0, 0.25, 0.5)
            .real("temperature", 1, 8)
            .real("alpha", 0, 1)
            .build();
    return new StudyDefinition(
        name,
        space,
        List.of(
            Objective.maximize("accuracy"), new Objective("latency-ms", Direction.MINIMIZE, "ms")),
        List.of(Constraint.atMost("size-bytes", 900_000)),
        7);
  }

  /** A trial that ended with a measurement. */
  static Trial complete(long number, Assignment assignment, Measurement measurement) {
    return Trial.first(
            new TrialEvent.Started(number, assignment, "nsga2", BEGIN.plusSeconds(8 * number)))
        .after(
            new TrialEvent.Finished(
                number,
                TrialState.COMPLETE,
                Optional.of(measurement),
                "",
                number,
                FrontChange.NONE,
                BEGIN.plusSeconds(8 * number + 11)));
  }

  /** A trial that ended without one. */
  static Trial ended(long number, Assignment assignment, TrialState state, String reason) {
    return Trial.first(
            new TrialEvent.Started(number, assignment, "nsga2", BEGIN.plusSeconds(8 * number)))
        .after(
            new TrialEvent.Finished(
                number,
                state,
                Optional.empty(),
                reason,
                number,
                FrontChange.NONE,
                BEGIN.plusSeconds(8 * number + 4)));
  }

  static StudySummary study(String name, int trials) {
    StudyDefinition definition = definition(name);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    List<Trial> all = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      double[] unit = random.doubles(definition.space().dimension()).toArray();
      Assignment assignment = definition.space().fromUnit(unit);
      if (i % 17 == 5) {
        all.add(
            ended(
                i,
                assignment,
                TrialState.PRUNED,
                "accuracy 0.41 at step 2, under the median 0.62"));
      } else if (i % 29 == 11) {
        all.add(ended(i, assignment, TrialState.FAILED, "worker died: exit code 137"));
      } else {
        all.add(complete(i, assignment, measured(assignment, i, random)));
      }
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("fingerprint", "3f9a0c5e");
    attributes.put("machine", "AMD EPYC, 2 cores, AVX-512 VNNI");
    attributes.put("profile", "cpu-1-thread");
    attributes.put("paretune", "0.1.0");
    attributes.put("experiment", "name: quickstart\ndata: fashion-mini\ntrials: " + trials);
    return StudySummary.of(definition, all, attributes);
  }

  private static Measurement measured(Assignment a, long number, RandomGenerator random) {
    double keep = 1 - a.real("pruning");
    double flops = a.whole("depth") * Math.pow(a.whole("width") * keep, 1.7) * a.real("kernel");
    boolean int8 = a.whole("bits.0") == 8 && a.whole("bits.1") == 8;
    double latency = 0.03 + flops * (int8 ? 4e-5 : 1.3e-4) * random.nextDouble(0.97, 1.05);
    double capacity = Math.log(flops) / 11;
    double accuracy =
        Math.min(
            0.93, 0.66 + 0.24 * capacity - (int8 ? 0.006 : 0) + random.nextDouble(-0.02, 0.02));
    double parameters = Math.rint(flops * 20);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", Math.rint(accuracy * 1000) / 1000);
    metrics.put("latency-ms", latency);
    metrics.put("size-bytes", Math.rint(parameters * (int8 ? 1.1 : 4.1)));
    metrics.put("parameters", parameters);
    metrics.put("multiply-adds", Math.rint(flops * 900));
    metrics.put("latency-ms.p90", latency * 1.08);
    metrics.put("latency-ms.low", latency * 0.99);
    metrics.put("latency-ms.high", latency * 1.01);
    boolean stable = number % 13 != 4;
    Measurement found =
        Measurement.of(metrics)
            .with("artifact", "%064x".formatted((number * 0x9E3779B97F4A7C15L) >>> 1));
    return stable
        ? found
        : found.with(
            new Caveat(
                "latency-ms", Caveat.Kind.UNSTABLE, "drift of 7 % against the reference network"));
  }
}
