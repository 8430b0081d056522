package io.paretune.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Latencies of the front's members that were measured again after the search. Like test accuracies
 * they live beside the trials, not in them: what the search was told stays what it was told.
 */
public final class MeasuredAgain {

  /** The metric's name in reports: the figure taken again, beside that of the search. */
  public static final String METRIC = Metrics.LATENCY + ".again";

  /** The metric's name in reports for the search's figure where that is another machine's. */
  public static final String ELSEWHERE = Metrics.LATENCY + ".elsewhere";

  /** The fact that says how far the two figures are apart, if that is too far. */
  public static final String DISAGREES = "latency-again.disagrees";

  /** The fact that says why the figure taken again cannot be relied on; absent if it can. */
  public static final String REASON = "latency-again.reason";

  /** Largest difference between two measurements of one file that is not worth a word. */
  static final double AGREEMENT = 0.05;

  private static final String PREFIX = "latency-again.trial-";
  private static final ObjectMapper JSON = new ObjectMapper();

  private MeasuredAgain() {}

  /**
   * A figure taken again: the mean of two medians, with an interval that spans both.
   *
   * @param firstMs median of the first measurement, in milliseconds like all times here
   * @param secondMs median of the second, after the other members' first
   * @param stable whether both were accepted and agree
   * @param reason why it is not stable; empty if it is
   * @param fingerprint of the machine
   * @param samples hashes of what was timed, the first measurement's and the second's
   */
  public record Figure(
      double medianMs,
      double lowMs,
      double highMs,
      double firstMs,
      double secondMs,
      boolean stable,
      String reason,
      String fingerprint,
      List<String> samples) {

    /** Copies the list. */
    public Figure {
      samples = List.copyOf(samples);
    }
  }

  static String key(long trial) {
    return PREFIX + trial;
  }

  /** Whether an attribute is one. */
  public static boolean isKey(String attribute) {
    return attribute.startsWith(PREFIX);
  }

  static String text(Figure figure) {
    try {
      return JSON.writeValueAsString(figure);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a figure can always be written", impossible);
    }
  }

  /** A trial's figure, if it was measured again. */
  public static Optional<Figure> of(long trial, Map<String, String> attributes) {
    return Optional.ofNullable(attributes.get(key(trial)))
        .map(
            text -> {
              try {
                return JSON.readValue(text, Figure.class);
              } catch (JsonProcessingException damaged) {
                throw new IllegalStateException(
                    "the attribute '" + key(trial) + "' is damaged: " + damaged.getMessage(),
                    damaged);
              }
            });
  }

  /**
   * The trials as reports show them on the machine that the run was last on. Of a trial of that
   * machine the figure taken again stands beside the search's; of a trial of another machine it
   * takes its place, since figures of two machines are never compared.
   */
  public static List<Trial> shown(List<Trial> trials, Map<String, String> attributes) {
    String here = attributes.getOrDefault(Machines.FINGERPRINT, "");
    return trials.stream()
        .map(
            trial ->
                of(trial.number(), attributes)
                    .filter(figure -> trial.measurement().isPresent())
                    .map(figure -> with(trial, figure, here))
                    .orElse(trial))
        .toList();
  }

  private static Trial with(Trial trial, Figure figure, String here) {
    Measurement measured = trial.measurement().orElseThrow();
    String taken = measured.provenance().getOrDefault(Provenance.FINGERPRINT, "");
    if (taken.equals(figure.fingerprint())) {
      return Trials.with(trial, beside(measured, figure));
    }
    return figure.fingerprint().equals(here)
        ? Trials.with(trial, instead(measured, figure))
        : trial;
  }

  private static Measurement beside(Measurement measured, Figure figure) {
    Measurement both = measured.with(METRIC, figure.medianMs());
    if (!figure.stable()) {
      both = both.with(REASON, figure.reason());
    }
    double before = measured.metrics().getOrDefault(Metrics.LATENCY, figure.medianMs());
    double apart = Math.max(before, figure.medianMs()) / Math.min(before, figure.medianMs()) - 1;
    return apart <= AGREEMENT
        ? both
        : both.with(
            DISAGREES,
            String.format(
                Locale.ROOT,
                "%.4g, then %.4g ms: %.0f %% apart%s",
                before,
                figure.medianMs(),
                100 * apart,
                figure.stable() ? "" : ", the second unstable"));
  }

  private static Measurement instead(Measurement measured, Figure figure) {
    Map<String, Double> metrics = new LinkedHashMap<>(measured.metrics());
    metrics.keySet().removeAll(List.of(Metrics.LATENCY_P90, Metrics.LATENCY_P99));
    Optional.ofNullable(measured.metrics().get(Metrics.LATENCY))
        .ifPresent(before -> metrics.put(ELSEWHERE, before));
    metrics.put(Metrics.LATENCY, figure.medianMs());
    metrics.put(Metrics.LATENCY_LOW, figure.lowMs());
    metrics.put(Metrics.LATENCY_HIGH, figure.highMs());
    Map<String, String> provenance = new LinkedHashMap<>(measured.provenance());
    provenance.put(Provenance.FINGERPRINT, figure.fingerprint());
    provenance.put(Provenance.LATENCY_STABLE, Boolean.toString(figure.stable()));
    provenance.put(Provenance.LATENCY_REASON, figure.reason());
    return new Measurement(metrics, provenance);
  }
}
