package io.paretune.experiments.compress;

import io.paretune.evaluators.robustness.Robustness;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.experiments.run.FrontVerification;
import io.paretune.experiments.run.RemeasuredLatency;
import io.paretune.experiments.run.Run;
import io.paretune.hardware.WholeFile;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What comes of a compression: the model before, the front after, and the file to take. */
public final class Recommendation {

  /** The name of the recommended file within the run's directory. */
  public static final String FILE = "recommended.onnx";

  /** Test examples that are asked under each condition. */
  private static final int MOST = 1000;

  /** What that may take, beyond the time limit. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** What rounding does to points of a share. */
  private static final double ROUNDING = 1e-10;

  private final Run run;
  private final CompressionRequest request;
  private final Trial original;
  private final List<Trial> front;

  private Recommendation(Run run, CompressionRequest request, Trial original, List<Trial> front) {
    this.run = run;
    this.request = request;
    this.original = original;
    this.front = front;
  }

  /**
   * The recommendation of a run that has ended.
   *
   * @return empty if the model as it came was not measured, so that nothing can be compared
   */
  public static Optional<Recommendation> of(Run run, CompressionRequest request) {
    Optional<Assignment> asItCame = run.evaluation().asItCame();
    Optional<Trial> original =
        run.study().trials().stream()
            .filter(trial -> trial.state() == TrialState.COMPLETE)
            .filter(trial -> asItCame.isPresent() && trial.assignment().equals(asItCame.get()))
            .findFirst();
    List<Trial> shown = undominated(run.assessed().shown(found(run)), request);
    return original.map(
        trial ->
            new Recommendation(run, request, run.assessed().shown(List.of(trial)).get(0), shown));
  }

  /**
   * The search's front, and the front of what was found since: a finalist that has lost brings back
   * what it had dominated, and one from behind may have come to the front.
   */
  private static List<Trial> found(Run run) {
    Set<Long> numbers = new LinkedHashSet<>();
    run.study().paretoFront().forEach(member -> numbers.add(member.trial().number()));
    run.summary().front().forEach(trial -> numbers.add(trial.number()));
    return run.study().trials().stream().filter(trial -> numbers.contains(trial.number())).toList();
  }

  /**
   * The trials that are worth having: a file is what it is, whether its weights were trained on or
   * time was over before that. One whose latency is unstable leaves out none that is faster than it
   * may be.
   */
  private static List<Trial> undominated(List<Trial> some, CompressionRequest request) {
    Metric quality = request.subject().task().reported();
    List<Trial> sorted = new ArrayList<>(some);
    sorted.sort(
        Comparator.comparingDouble(Recommendation::assured)
            .thenComparing(
                trial -> metric(trial, quality.name()),
                (one, two) ->
                    quality.isBetter(one, two) ? -1 : quality.isBetter(two, one) ? 1 : 0));
    List<Trial> kept = new ArrayList<>();
    for (Trial trial : sorted) {
      double score = metric(trial, quality.name());
      if (kept.isEmpty()
          || quality.isBetter(score, metric(kept.get(kept.size() - 1), quality.name()))) {
        kept.add(trial);
      }
    }
    return kept;
  }

  /**
   * The fastest member of the front that keeps to what was asked for: judged by the validation
   * split, since the test split must not choose. One whose latency is unstable is taken only if no
   * other is left, and must keep to the limit with the upper end of its interval.
   */
  public Optional<Trial> chosen() {
    Metric quality = quality();
    return front.stream()
        .filter(
            trial -> quality.lost(score(original), score(trial)) <= request.maxDrop() + ROUNDING)
        .filter(
            trial ->
                request.maxLatency().isEmpty()
                    || assured(trial) <= request.maxLatency().getAsDouble())
        .min(
            Comparator.<Trial, Boolean>comparing(trial -> !stable(trial))
                .thenComparingDouble(Recommendation::latency));
  }

  /** Copies the chosen file to {@link #FILE}; gives its path. */
  public Optional<Path> keep() {
    return chosen()
        .map(
            trial -> {
              Path to = run.directory().path().resolve(FILE);
              try {
                WholeFile.write(to, unfinished -> Files.copy(artifact(trial), unfinished));
                return to;
              } catch (IOException full) {
                throw new UncheckedIOException(to + " cannot be written", full);
              }
            });
  }

  /**
   * How the chosen file stands beside the model as it came, on test examples; kept beside it as
   * {@link io.paretune.experiments.run.directory.RunDirectory#robustness}.
   */
  public Optional<Robustness> robustness() {
    return chosen()
        .map(
            trial -> {
              Robustness found =
                  exam()
                      .robustness(
                          artifact(original),
                          artifact(trial),
                          new TestSplitEvaluation.Asking(
                              run.spec().workers().threads(),
                              MOST,
                              PATIENCE,
                              Workplace.gate(MeasuringLease.ofThisHost())));
              Path to = run.directory().robustness();
              try {
                WholeFile.write(to, unfinished -> Files.writeString(unfinished, found.json()));
              } catch (IOException full) {
                throw new UncheckedIOException(to + " cannot be written", full);
              }
              return found;
            });
  }

  private Path artifact(Trial trial) {
    String hash = measured(trial).provenance().getOrDefault(Provenance.ARTIFACT, "");
    return run.directory().artifacts().verified(hash);
  }

  /**
   * The table before and after: the model, every member of the front, the chosen one marked; a
   * note.
   */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-12s %11s %10s %11s %8s %10s %8s %12s%n",
            "",
            "validation",
            "test",
            "latency",
            "faster",
            "bytes",
            "of fp32",
            "zstd bytes"));
    double test = onTest(original).orElseGet(this::judgedNow);
    text.append(line("as it came", original, test));
    Optional<Trial> chosen = chosen();
    for (Trial trial : front) {
      boolean mark = chosen.isPresent() && chosen.get().number() == trial.number();
      text.append(
          line(
              "trial " + trial.number() + (mark ? " *" : ""),
              trial,
              onTest(trial).orElse(Double.NaN)));
    }
    SplitGap.note(quality(), score(original), test, exam().size())
        .ifPresent(note -> text.append(note).append(System.lineSeparator()));
    return text.toString();
  }

  private Optional<Double> onTest(Trial trial) {
    return Optional.ofNullable(
        measured(trial).metrics().get(FrontVerification.TEST + quality().name()));
  }

  /** The model as it came, where it is no member of the front. */
  private double judgedNow() {
    TestSplitEvaluation exam = exam();
    return exam.scores(artifact(original), run.spec().workers().threads()).of(exam.reported());
  }

  private TestSplitEvaluation exam() {
    return run.evaluation().exam().orElseThrow();
  }

  private String line(String name, Trial trial, double test) {
    return String.format(
        Locale.ROOT,
        "%-12s %11s %10s %8.4f ms %7.2fx %10.0f %7.1f%% %12.0f%s%n",
        name,
        quality().text(score(trial)),
        Double.isNaN(test) ? "-" : quality().text(test),
        latency(trial),
        latency(original) / latency(trial),
        metric(trial, Metrics.SIZE),
        100 * metric(trial, Metrics.SIZE) / metric(original, Metrics.SIZE),
        metric(trial, Metrics.COMPRESSED_SIZE),
        (stable(trial) ? "" : "  unstable latency")
            + (StudySummary.inherited(trial) ? "  weights shared, not trained on" : ""));
  }

  /** The figure taken again after the search where there is one. */
  private static double latency(Trial trial) {
    Map<String, Double> metrics = measured(trial).metrics();
    return metrics.containsKey(RemeasuredLatency.METRIC)
        ? metric(trial, RemeasuredLatency.METRIC)
        : metric(trial, Metrics.LATENCY);
  }

  /** What it takes at most as far as is known: an unstable figure is not believed. */
  private static double assured(Trial trial) {
    return stable(trial)
        ? latency(trial)
        : Math.max(latency(trial), metric(trial, Metrics.LATENCY_HIGH));
  }

  /** Whether that figure can be relied on. */
  private static boolean stable(Trial trial) {
    return measured(trial).metrics().containsKey(RemeasuredLatency.METRIC)
        ? !measured(trial).provenance().containsKey(RemeasuredLatency.REASON)
        : measured(trial).caveat(Metrics.LATENCY).isEmpty();
  }

  /** The metric that is to be kept. */
  private Metric quality() {
    return request.subject().task().reported();
  }

  private double score(Trial trial) {
    return metric(trial, quality().name());
  }

  private static double metric(Trial trial, String name) {
    return measured(trial).metric(name);
  }

  private static Measurement measured(Trial trial) {
    return trial.measurement().orElseThrow();
  }
}
