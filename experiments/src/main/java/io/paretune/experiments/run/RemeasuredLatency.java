package io.paretune.experiments.run;

import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Caveat;
import io.paretune.search.trial.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A latency that was taken again after the search: the mean of two medians, with an interval that
 * spans both. As an {@link Assessment} it is kept beside its trial, not in it: what the search was
 * told stays what it was told.
 *
 * @param times in milliseconds
 * @param unstable why it cannot be relied on, if it cannot: one was refused, or they disagree
 * @param machine id of the fingerprint of the machine
 * @param samples hashes of what was timed, the first measurement's and the second's
 */
public record RemeasuredLatency(
    Times times, Optional<String> unstable, String machine, List<String> samples) {

  /**
   * The figure, and what it was made of.
   *
   * @param medianMs in milliseconds, like all times here
   * @param lowMs where the interval begins
   * @param highMs where it ends
   * @param firstMs median of the first measurement
   * @param secondMs median of the second, after the other members' first
   */
  public record Times(
      double medianMs, double lowMs, double highMs, double firstMs, double secondMs) {}

  /** The metric's name in reports: the figure taken again, beside that of the search. */
  public static final String METRIC = Assessment.again(Metrics.LATENCY);

  /** The metric's name in reports for the search's figure where that is another machine's. */
  public static final String ELSEWHERE = Metrics.LATENCY + ".elsewhere";

  /** The fact that says how far the two figures are apart, if that is too far. */
  public static final String DISAGREES = "latency-again.disagrees";

  /** The fact that says why the figure taken again cannot be relied on; absent if it can. */
  public static final String REASON = "latency-again.reason";

  /** Largest difference between two measurements of one file that is not worth a word. */
  static final double AGREEMENT = 0.05;

  private static final String FIRST = Metrics.LATENCY + ".first";
  private static final String SECOND = Metrics.LATENCY + ".second";
  private static final String SAMPLES = "samples.";

  /** Copies the list. */
  public RemeasuredLatency {
    samples = List.copyOf(samples);
  }

  /** The figure of an assessment. */
  static RemeasuredLatency of(Assessment assessment) {
    Measurement found = new Measurement(assessment.metrics(), assessment.facts());
    return new RemeasuredLatency(
        new Times(
            found.metric(Metrics.LATENCY),
            found.metric(Metrics.LATENCY_LOW),
            found.metric(Metrics.LATENCY_HIGH),
            found.metric(FIRST),
            found.metric(SECOND)),
        found.caveat(Metrics.LATENCY).map(Caveat::reason),
        assessment.machine(),
        assessment.facts().entrySet().stream()
            .filter(fact -> fact.getKey().startsWith(SAMPLES))
            .map(Map.Entry::getValue)
            .toList());
  }

  /** This figure, to be kept. */
  Assessment assessment() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(Metrics.LATENCY, times.medianMs());
    metrics.put(Metrics.LATENCY_LOW, times.lowMs());
    metrics.put(Metrics.LATENCY_HIGH, times.highMs());
    metrics.put(FIRST, times.firstMs());
    metrics.put(SECOND, times.secondMs());
    Map<String, String> facts = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      facts.put(SAMPLES + (i + 1), samples.get(i));
    }
    unstable.ifPresent(
        reason -> {
          Caveat caveat = new Caveat(Metrics.LATENCY, Caveat.Kind.UNSTABLE, reason);
          facts.put(caveat.key(), caveat.text());
        });
    return new Assessment(Assessment.Kind.MEASURED_AGAIN, metrics, facts, machine);
  }

  /**
   * A measurement as reports show it on the machine that the run was last on. Of one that was made
   * on this figure's machine the figure stands beside the search's; of one of another machine it
   * takes its place, since figures of two machines are never compared.
   */
  Measurement shown(Measurement measured, String here) {
    if (measured.machine().equals(machine)) {
      return beside(measured);
    }
    return machine.equals(here) ? instead(measured) : measured;
  }

  private Measurement beside(Measurement measured) {
    Measurement both = measured.with(METRIC, times.medianMs());
    if (unstable.isPresent()) {
      both = both.with(REASON, unstable.get());
    }
    double before = measured.metrics().getOrDefault(Metrics.LATENCY, times.medianMs());
    double apart = Math.max(before, times.medianMs()) / Math.min(before, times.medianMs()) - 1;
    if (apart <= AGREEMENT) {
      return both;
    }
    String words =
        String.format(
            Locale.ROOT,
            "%.4g, then %.4g ms: %.0f %% apart%s",
            before,
            times.medianMs(),
            100 * apart,
            unstable.isPresent() ? ", the second unstable" : "");
    return both.with(DISAGREES, words).with(new Caveat(METRIC, Caveat.Kind.APART, words));
  }

  private Measurement instead(Measurement measured) {
    Map<String, Double> metrics = new LinkedHashMap<>(measured.metrics());
    metrics.keySet().removeAll(List.of(Metrics.LATENCY_P90, Metrics.LATENCY_P99));
    Optional.ofNullable(measured.metrics().get(Metrics.LATENCY))
        .ifPresent(before -> metrics.put(ELSEWHERE, before));
    metrics.put(Metrics.LATENCY, times.medianMs());
    metrics.put(Metrics.LATENCY_LOW, times.lowMs());
    metrics.put(Metrics.LATENCY_HIGH, times.highMs());
    Map<String, String> provenance = new LinkedHashMap<>(measured.provenance());
    measured.caveats().forEach(caveat -> provenance.remove(caveat.key()));
    provenance.put(Measurement.MACHINE, machine);
    provenance.put(Provenance.LATENCY_STABLE, Boolean.toString(unstable.isEmpty()));
    provenance.put(Provenance.LATENCY_REASON, unstable.orElse(""));
    Measurement replaced = new Measurement(metrics, provenance);
    return unstable
        .map(reason -> replaced.with(new Caveat(Metrics.LATENCY, Caveat.Kind.UNSTABLE, reason)))
        .orElse(replaced);
  }
}
