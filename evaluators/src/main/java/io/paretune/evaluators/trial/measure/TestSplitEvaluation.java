package io.paretune.evaluators.trial.measure;

import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.FinalReportData;
import io.paretune.evaluators.data.TestSplit;
import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.text.Tokenizer;
import io.paretune.evaluators.data.text.Tokenizers;
import io.paretune.evaluators.robustness.Corruption;
import io.paretune.evaluators.robustness.Corruptions;
import io.paretune.evaluators.robustness.Robustness;
import io.paretune.evaluators.robustness.Typos;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Picture;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.NetworkFiles;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.batch.Placement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The test scores of finalists, after the search: the one place where the test split is used.
 * Immutable.
 */
public final class TestSplitEvaluation {

  private static final long SEED = 1;
  private static final Typos TYPOS = new Typos(0.1);

  /** Examples that tell how long one takes. */
  private static final int PROBED = 20;

  /** As they are and under each corruption, which takes time itself. */
  private static final int PASSES = 7;

  private final TestSplit test;
  private final List<CodedColumn> columns;
  private final HardwareProfile profile;
  private final Predictions.Form form;
  private final Set<String> wanted;

  private TestSplitEvaluation(FinalReportData data, Measuring measuring, Predictions.Form form) {
    this.test = data.test();
    this.columns = data.searched().origin().columns();
    this.profile = measuring.profile();
    this.form = form;
    this.wanted = measuring.wanted();
  }

  /** Opens the test split that belongs to a search's data, to judge files on its device. */
  public static TestSplitEvaluation of(TrialSpec trials) {
    FinalReportData data = DataSets.openForFinalReport(trials.data());
    return new TestSplitEvaluation(
        data, trials.measuring(), new NetworkProblem(trials, data.searched()).form());
  }

  /**
   * How good a file is on the test split.
   *
   * @param threads threads to run on
   */
  public Scores scores(Path file, int threads) {
    return scores(file, threads, StepGate.open());
  }

  private Scores scores(Path file, int threads, StepGate gate) {
    return FileScores.of(deployment(file), file, test, form, Placement.of(profile, threads), gate);
  }

  /** By the first deployment of the profile that is of the file's format. */
  private Predictions outputs(Path file, int threads, StepGate gate) {
    return outputs(test, file, threads, gate);
  }

  private Predictions outputs(TestSplit split, Path file, int threads, StepGate gate) {
    return FileScores.outputs(
        deployment(file), file, split, form, Placement.of(profile, threads), gate);
  }

  private Deployment deployment(Path file) {
    return NetworkFiles.of(file, profile.deployments()).entrySet().stream()
        .filter(named -> named.getValue().equals(file))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /**
   * A file's scores on the test split, and its answers beside the truth.
   *
   * @param scores by the metrics' names, of single classes those that the search wants
   * @param guessing what guessing gets there, in words
   */
  public record Judgement(Map<String, Double> scores, Optional<Picture> picture, String guessing) {}

  /**
   * As {@link #scores}, with a picture.
   *
   * @param gate goes around every batch
   */
  public Judgement judge(Path file, int threads, StepGate gate) {
    Head head = test.head();
    String guessing = reported().name() + " " + head.guess(test.targets()).words(reported());
    if (head.isPlaced()) {
      // masks have no picture here, and are too many values to be held at once
      return new Judgement(scores(file, threads, gate).byName(wanted), Optional.empty(), guessing);
    }
    Predictions outputs = outputs(file, threads, gate);
    return new Judgement(
        head.score(outputs, test.targets()).byName(wanted),
        head.picture(outputs, test.targets()),
        guessing);
  }

  /**
   * How a file stands beside another one on the test split: as it is, class by class, and, if it is
   * of images, under each of the {@link Corruptions#standard() standard} corruptions, of texts with
   * {@link Typos}.
   *
   * @param how many examples are asked, and on what terms
   */
  public Robustness robustness(Path original, Path file, Asking how) {
    long began = System.nanoTime();
    new Pair(sampled(PROBED), original, file, how);
    double seconds = (System.nanoTime() - began) / 1e9 / Math.min(PROBED, test.size());
    double each = seconds * PASSES;
    int fits = (int) Math.min(how.most(), how.patience().toMillis() / 1e3 / each);
    int held = Math.max(1, Scorer.MOST_OUTPUTS / test.head().outputs());
    int count = Math.min(Math.min(test.size(), held), Math.max(PROBED, fits));
    TestSplit clean = sampled(count);
    Pair asItIs = new Pair(clean, original, file, how);
    List<Robustness.Row> rows = new ArrayList<>(List.of(asItIs.row("as they are")));
    if (clean.examples().storesBytes()) {
      for (Corruption corruption : Corruptions.standard()) {
        TestSplit changed = clean.after(examples -> corruption.of(examples, SEED));
        rows.add(new Pair(changed, original, file, how).row(corruption.name()));
      }
    }
    if (clean.examples().shape().isText() && !columns.isEmpty()) {
      Tokenizer tokenizer = Tokenizers.of(columns.get(0).settings());
      TestSplit typed = clean.after(texts -> TYPOS.of(texts, tokenizer, columns.size(), SEED));
      rows.add(new Pair(typed, original, file, how).row(TYPOS.name()));
    }
    return new Robustness(reported(), count, rows, asItIs.worst());
  }

  /** Some examples, evenly of all. */
  private TestSplit sampled(int most) {
    int count = Math.min(most, test.size());
    int[] asked = IntStream.range(0, count).map(i -> test.sampled(i, count)).toArray();
    return test.after(examples -> examples.select(asked));
  }

  /**
   * On what terms test examples are asked.
   *
   * @param threads threads to run on
   * @param most examples, evenly of all
   * @param patience about how long everything may take; fewer examples are asked where they are
   *     slow
   * @param gate goes around every batch
   */
  public record Asking(int threads, int most, Duration patience, StepGate gate) {}

  /** What two files answer to the same examples. */
  private final class Pair {
    private final Head head;
    private final Predictions before;
    private final Predictions after;
    private final Scores original;
    private final Scores other;

    Pair(TestSplit split, Path one, Path two, Asking how) {
      this.head = split.head();
      this.before = outputs(split, one, how.threads(), how.gate());
      this.after = outputs(split, two, how.threads(), how.gate());
      this.original = head.score(before, split.targets());
      this.other = head.score(after, split.targets());
    }

    Robustness.Row row(String condition) {
      return new Robustness.Row(
          condition, original.of(reported()), other.of(reported()), head.changed(before, after));
    }

    /** The class whose recall falls most. */
    Optional<Robustness.Worst> worst() {
      return head.singles().stream()
          .filter(name -> original.find(Metric.RECALL.of(name)).isPresent())
          .filter(name -> other.find(Metric.RECALL.of(name)).isPresent())
          .map(
              name ->
                  new Robustness.Worst(
                      name, original.of(Metric.RECALL.of(name)), other.of(Metric.RECALL.of(name))))
          .max(Comparator.comparingDouble(worst -> worst.original() - worst.other()));
    }
  }

  /** The metric that trials reported. */
  public Metric reported() {
    return test.head().task().reported();
  }

  /** Number of test examples. */
  public int size() {
    return test.size();
  }
}
