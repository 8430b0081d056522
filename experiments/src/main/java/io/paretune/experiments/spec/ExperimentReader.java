package io.paretune.experiments.spec;

import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.NetworkTask;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads experiment files. Every refusal is a {@link io.paretune.hardware.yaml.YamlProblem}: one
 * line with file, line, column, what was expected and the nearest valid name.
 */
public final class ExperimentReader {

  private static final List<String> KEYS =
      List.of(
          "name",
          "description",
          "seed",
          "data",
          "family",
          "compression",
          "distillation",
          "training",
          "objectives",
          "constraints",
          "report",
          "artifacts",
          "hardware",
          "sampler",
          "pruner",
          "baselines",
          "repeats",
          "warm-start",
          "budget",
          "workers");

  private final Families families;

  /** A reader that knows the given families. */
  public ExperimentReader(Families families) {
    this.families = families;
  }

  /**
   * Reads an experiment.
   *
   * @param source the file's name, for messages
   * @param text the file's content
   * @param base directory against which relative paths are resolved
   */
  public ExperimentSpec read(String source, String text, Path base) {
    YamlSection root = YamlSection.read(source, "an experiment", text, KEYS);
    String name = root.text("name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw root.refuse(
          "name",
          "'name' must hold letters, digits, '.', '_' and '-' only, since it becomes a"
              + " directory's, got '"
              + name
              + "'");
    }
    List<Objective> objectives = objectives(root);
    List<Constraint> constraints = constraints(root);
    List<String> reported = reported(root);
    Set<String> wanted = new LinkedHashSet<>(reported);
    objectives.forEach(objective -> wanted.add(objective.name()));
    constraints.forEach(constraint -> wanted.add(constraint.metric()));
    long seed = root.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1);
    NetworkTask task = new TaskReader(families, base).read(root, wanted);
    SamplerSpec sampler = SamplerSpec.read(root);
    PrunerSpec pruner =
        PrunerSpec.read(
            root,
            new PrunerSpec.Setting(
                task.training().epochs() + task.fineTuningEpochs(),
                objectives.stream().map(Objective::name).toList()));
    YamlSection budget = budgetSection(root);
    return new ExperimentSpec(
        name,
        seed,
        task.withLatencyFirst(pruner.latencyFirst()),
        objectives,
        constraints,
        reported,
        sampler,
        pruner,
        root.flag("baselines", true),
        budget(root, budget),
        workers(root),
        SearchOptions.read(root, budget, base));
  }

  private static List<Objective> objectives(YamlSection root) {
    List<Objective> all = new ArrayList<>();
    for (YamlSection section : root.sections("objectives", List.of("metric", "direction"))) {
      String metric = section.name("metric", Metrics.objectives());
      String direction = section.name("direction", List.of("minimize", "maximize"));
      if (all.stream().anyMatch(other -> other.name().equals(metric))) {
        throw section.refuse("metric", "metric '" + metric + "' is an objective already");
      }
      all.add(
          new Objective(
              metric,
              direction.equals("minimize") ? Direction.MINIMIZE : Direction.MAXIMIZE,
              Metrics.unit(metric)));
    }
    if (all.isEmpty()) {
      throw root.refuse(
          "objectives",
          "at least one objective is needed, for instance objectives: [{metric: accuracy,"
              + " direction: maximize}]");
    }
    return all;
  }

  private static List<Constraint> constraints(YamlSection root) {
    List<Constraint> all = new ArrayList<>();
    for (YamlSection section :
        root.sections("constraints", List.of("metric", "at-most", "at-least"))) {
      String metric = section.name("metric", Metrics.objectives());
      if (section.has("at-most") == section.has("at-least")) {
        throw section.refuse("metric", "give either 'at-most' or 'at-least'");
      }
      double unbounded = Double.POSITIVE_INFINITY;
      all.add(
          section.has("at-most")
              ? Constraint.atMost(metric, section.real("at-most", -unbounded, unbounded))
              : Constraint.atLeast(metric, section.real("at-least", -unbounded, unbounded)));
    }
    return all;
  }

  private static List<String> reported(YamlSection root) {
    if (!root.has("report")) {
      return List.of(Metrics.SIZE);
    }
    return root.names("report", Metrics.objectives());
  }

  private static YamlSection budgetSection(YamlSection root) {
    List<String> keys = new ArrayList<>(List.of("trials", "time-limit"));
    keys.addAll(SearchOptions.BUDGET_KEYS);
    return root.section("budget", keys)
        .orElseThrow(
            () ->
                root.refuse(
                    "budget", "key 'budget' is missing, for instance budget: {trials: 100}"));
  }

  private static Budget budget(YamlSection root, YamlSection section) {
    if (!section.has("trials") && !section.has("time-limit")) {
      throw root.refuse("budget", "a budget needs 'trials', 'time-limit' or both");
    }
    long trials = section.whole("trials", 1, Long.MAX_VALUE, Long.MAX_VALUE);
    return new Budget(trials, section.duration("time-limit"));
  }

  private static WorkerSettings workers(YamlSection root) {
    WorkerSettings usual = WorkerSettings.defaults();
    return root.section(
            "workers",
            List.of(
                "count",
                "threads",
                "heap-mb",
                "trial-timeout",
                "attempts",
                "recycle-after-trials",
                "recycle-over-mb",
                "grace"))
        .map(
            section ->
                section.made(
                    () ->
                        new WorkerSettings(
                            (int) section.whole("count", 1, 1024, usual.count()),
                            (int) section.whole("threads", 1, 1024, usual.threads()),
                            (int) section.whole("heap-mb", 64, 1 << 20, usual.heapMegabytes()),
                            section.duration("trial-timeout").orElse(usual.trialTimeout()),
                            (int) section.whole("attempts", 1, 100, usual.attempts()),
                            (int)
                                section.whole(
                                    "recycle-after-trials",
                                    1,
                                    Integer.MAX_VALUE,
                                    usual.recycleTrials()),
                            (int)
                                section.whole(
                                    "recycle-over-mb", 64, 1 << 24, usual.recycleMegabytes()),
                            section.duration("grace").orElse(usual.grace()))))
        .orElse(usual);
  }
}
