package io.paretune.experiments.compress;

import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.compress.sensitivity.Sensitivity;
import io.paretune.evaluators.compress.sensitivity.SensitivityTable;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.run.Experiment;
import io.paretune.search.space.SearchSpace;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The beginning of a search for smaller versions of a model: whether candidates share weights, and
 * which are tried first. What it decides, it says.
 */
public final class CompressionStart {

  /** Models are that often right on what they were trained on, and rarely on anything else. */
  private static final double REMEMBERED = 0.99;

  /** What share of the time limit looking at blocks may take, as its divisor. */
  private static final int LOOKS = 20;

  private final CompressionRequest request;
  private final Sources sources;
  private final Sharing sharing;
  private final Consumer<String> said;

  /** Whether candidates share weights. */
  public enum Sharing {
    /** Where something of the model is elastic. */
    WHERE_ELASTIC,
    /** Or nothing is begun. */
    ALWAYS,
    /** Each is trained alone. */
    NEVER
  }

  /**
   * A beginning.
   *
   * @param sources where data and model come from
   * @param said is given a line for each decision
   */
  public CompressionStart(
      CompressionRequest request, Sources sources, Sharing sharing, Consumer<String> said) {
    this.request = request;
    this.sources = sources;
    this.sharing = sharing;
    this.said = said;
  }

  /**
   * Requires that weights can be shared, if they are to be in any case.
   *
   * @throws IllegalArgumentException if they cannot: one line
   */
  public void requireSharing() {
    if (sharing == Sharing.ALWAYS) {
      smallest(0).check();
    }
  }

  /**
   * The search, with its first trials.
   *
   * @param score of the model as it came
   */
  public Experiment experiment(OriginalModel original, double score) {
    Choice choice = choice(original, score);
    if (original.metric().isShare() && score >= REMEMBERED) {
      said.accept(
          "note: if the model was trained on these examples, no file can keep up with it there:"
              + " give examples that it has not seen, or a larger --max-drop");
    }
    said.accept(choice.words());
    List<RemovalPath.Step> path = path(original);
    boolean shared = choice.experiment().isPresent();
    Experiment searched = choice.experiment().orElseGet(() -> request.experiment(sources));
    SearchSpace space = original.space(searched);
    List<Map<String, Object>> first = planned(original, space, shared);
    return searched.enqueueing(
        SeedTrials.inTurns(first, shared ? SeedTrials.along(path, space) : SeedTrials.along(path)));
  }

  /**
   * What was decided, and why.
   *
   * @param experiment in which candidates share weights; empty if each is to be trained alone
   */
  private record Choice(Optional<Experiment> experiment, String words) {}

  /** The shared search that takes the least. */
  private Experiment smallest(double score) {
    return request.sharing(sources, new SharingPlan(1, 1, 1, 1), score);
  }

  private Choice choice(OriginalModel original, double score) {
    if (sharing == Sharing.NEVER) {
      return new Choice(Optional.empty(), "each candidate is trained alone");
    }
    Experiment smallest = smallest(score);
    Optional<String> elastic = original.elastic(smallest);
    if (elastic.isEmpty() && sharing == Sharing.WHERE_ELASTIC) {
      return new Choice(
          Optional.empty(), "nothing of the model is elastic: each candidate is trained alone");
    }
    try {
      smallest.check();
      SharingPlan plan = SharingPlan.of(request.timeLimit(), original.epoch(smallest));
      return new Choice(
          Optional.of(request.sharing(sources, plan, score)),
          elastic.orElse("")
              + ": candidates share weights that are trained once (--no-sharing trains each"
              + " alone); "
              + plan.words());
    } catch (IllegalArgumentException refused) {
      if (sharing == Sharing.ALWAYS) {
        throw refused;
      }
      return new Choice(
          Optional.empty(),
          "each candidate is trained alone, since weights cannot be shared: "
              + refused.getMessage());
    }
  }

  /** By looks that take a twentieth of the time limit, and what the last of them takes more. */
  private List<Map<String, Object>> planned(
      OriginalModel original, SearchSpace space, boolean narrowed) {
    Duration limit = request.timeLimit().dividedBy(LOOKS);
    SensitivityTable table = original.sensitivity(narrowed, limit);
    List<Map<String, Object>> first = PlannedTrials.of(table, space);
    said.accept(
        "first trials planned by how sensitive blocks are: %d (looked at %d of %d blocks)"
            .formatted(
                first.size(),
                table.rows().stream().map(Sensitivity::block).distinct().count(),
                original.blocks()));
    return first;
  }

  private List<RemovalPath.Step> path(OriginalModel original) {
    List<RemovalPath.Step> path = original.removalPath();
    path.forEach(
        step ->
            said.accept(
                String.format(
                    Locale.ROOT,
                    "without %s%s: %s, before any training",
                    step.equals(path.get(0)) ? "" : "these and ",
                    step.block(),
                    original.metric().text(step.score()))));
    return path;
  }
}
