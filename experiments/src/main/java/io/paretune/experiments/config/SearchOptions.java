package io.paretune.experiments.config;

import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.terminator.ExpectedGain;
import io.paretune.search.terminator.Terminator;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an experiment file may say of the search beside sampler, pruner and budget.
 *
 * @param repeats whether an assignment may be evaluated again
 * @param gainBound when to end early; empty for never
 * @param warmStart the run to learn from; empty for none
 * @param wanted trials that go before the sampler's
 * @param mostFailures trials that fail in a row and end the search; 0 for never
 */
public record SearchOptions(
    boolean repeats,
    Optional<GainBound> gainBound,
    Optional<WarmStartFrom> warmStart,
    List<EnqueuedTrial> wanted,
    int mostFailures) {

  /** Copies the list. */
  public SearchOptions {
    wanted = List.copyOf(wanted);
  }

  /**
   * A bound under which the expected gain ends the search, see {@link ExpectedGain}.
   *
   * @param share of the hypervolume, a fraction of 1
   * @param over trials that the gain is expected from
   */
  public record GainBound(double share, int over) {}

  /**
   * A run to learn from.
   *
   * @param run its directory
   * @param enqueued how many of its best trials are evaluated first
   */
  public record WarmStartFrom(Path run, int enqueued) {}

  private static final int USUAL_ENQUEUED = 5;
  private static final int USUAL_OVER = 100;

  /** Half of all points may fail, and 4,000 trials still end early only once in 500 searches. */
  private static final int USUAL_FAILURES = 20;

  private static final String STOP_AFTER_FAILURES = "stop-after-failures";
  private static final String NEVER = "never";

  /** The keys of {@code budget} that are read here. */
  static final List<String> BUDGET_KEYS =
      List.of("stop-when-gain-below", "over", STOP_AFTER_FAILURES);

  /** These options with other trials that go before the sampler's. */
  SearchOptions withWanted(List<EnqueuedTrial> newWanted) {
    return new SearchOptions(repeats, gainBound, warmStart, newWanted, mostFailures);
  }

  /** A fresh terminator. */
  public Terminator terminator() {
    return gainBound
        .<Terminator>map(bound -> new ExpectedGain(bound.share(), bound.over()))
        .orElse(Terminator.never());
  }

  static SearchOptions read(YamlSection root, YamlSection budget, Path base) {
    return new SearchOptions(
        root.flag("repeats", false),
        gainBound(budget),
        warmStart(root, base),
        EnqueuedTrial.read(root),
        budget.has(STOP_AFTER_FAILURES)
            ? budget.parsed(STOP_AFTER_FAILURES, SearchOptions::failures)
            : USUAL_FAILURES);
  }

  private static Optional<GainBound> gainBound(YamlSection budget) {
    if (!budget.has("stop-when-gain-below")) {
      if (budget.has("over")) {
        throw budget.refuse("over", "'over' needs 'stop-when-gain-below' beside it");
      }
      return Optional.empty();
    }
    double share = budget.parsed("stop-when-gain-below", SearchOptions::share);
    int over = (int) budget.whole("over", 10, 1_000_000, USUAL_OVER);
    return Optional.of(new GainBound(share, over));
  }

  private static int failures(String text) {
    if (text.equals(NEVER)) {
      return 0;
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "'stop-after-failures' must be a whole number from 1, or never, got '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  /** A fraction of 1, or per cent with their sign. */
  private static double share(String text) {
    boolean percent = text.endsWith("%");
    String digits = percent ? text.substring(0, text.length() - 1).strip() : text;
    double share;
    try {
      share = Double.parseDouble(digits) / (percent ? 100 : 1);
    } catch (NumberFormatException odd) {
      share = Double.NaN;
    }
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "'stop-when-gain-below' must be a share between 0 and 1, such as 0.1% or 0.001, got '"
              + text
              + "'");
    }
    return share;
  }

  private static Optional<WarmStartFrom> warmStart(YamlSection root, Path base) {
    if (!root.has("warm-start")) {
      return Optional.empty();
    }
    if (!root.isSection("warm-start")) {
      return Optional.of(new WarmStartFrom(base.resolve(root.text("warm-start")), USUAL_ENQUEUED));
    }
    YamlSection section = root.section("warm-start", List.of("run", "enqueue")).orElseThrow();
    return Optional.of(
        new WarmStartFrom(
            base.resolve(section.text("run")),
            (int) section.whole("enqueue", 0, 100_000, USUAL_ENQUEUED)));
  }
}
