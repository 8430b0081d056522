package io.paretune.experiments.config;

import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.Tasks;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.config.space.SpaceReader;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.NetworkSearch;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads experiment files. Every refusal is a {@link io.paretune.hardware.yaml.YamlException}: one
 * line with file, line, column, what was expected and the nearest valid name.
 */
public final class ExperimentReader {

  /** The key of what is learned. */
  private static final String TASK = "task";

  private static final List<String> KEYS =
      List.of(
          "name",
          "description",
          "seed",
          "data",
          TASK,
          "family",
          TaskReader.MODEL,
          "compression",
          "distillation",
          "training",
          "space",
          "command",
          "objectives",
          "constraints",
          "report",
          "artifacts",
          "hardware",
          TaskReader.LATENCY_TABLE,
          "sampler",
          "pruner",
          "baselines",
          "enqueue",
          "repeats",
          "warm-start",
          "budget",
          "workers");

  private static final String POSITIVE = "positive";

  /** One of these at least shows that a search of networks is meant. */
  private static final List<String> NEEDED = List.of("data", "family");

  private final Families families;
  private final Sources sources;
  private final Tasks tasks = Plugins.installed().tasks();

  /** A reader that knows the given families. */
  public ExperimentReader(Families families) {
    this(families, new Sources());
  }

  /**
   * A reader that knows the given families.
   *
   * @param sources where the models that experiments name come from, once they are needed
   */
  public ExperimentReader(Families families, Sources sources) {
    this.families = families;
    this.sources = sources;
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
    String name = name(root);
    boolean program = byProgram(root);
    Task learned = program ? tasks.usual() : learned(root);
    MetricReader metrics =
        program ? ProgramReader.metrics(root) : MetricReader.ofNetworks(tasks, learned);
    List<Objective> objectives = metrics.objectives(root);
    List<Constraint> constraints = metrics.constraints(root);
    long seed = root.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1);
    Evaluated evaluated =
        program
            ? program(root, objectives, base)
            : networks(root, learned, objectives, constraints, base);
    YamlSection budget = budgetSection(root);
    return new ExperimentSpec(
        name,
        evaluated.how(),
        new ExperimentSpec.Goals(objectives, constraints),
        new ExperimentSpec.Search(
            seed,
            SamplerSpec.read(root),
            evaluated.pruner(),
            budget(root, budget),
            SearchOptions.read(root, budget, base)),
        WorkerSettings.read(root));
  }

  /** A task's name, or a section with the positive class of a binary one. */
  private Task learned(YamlSection root) {
    if (!root.isSection(TASK)) {
      return tasks.named(root.name(TASK, tasks.names(), tasks.usual().name()));
    }
    YamlSection section = root.section(TASK, List.of("name", POSITIVE)).orElseThrow();
    Task named = tasks.named(section.name("name", tasks.names()));
    if (!section.has(POSITIVE)) {
      return named;
    }
    if (!(named instanceof BinaryClassification)) {
      throw section.refuse(
          POSITIVE,
          "'positive' names the class that an output of task: binary stands for, got task: "
              + named.name());
    }
    return new BinaryClassification(Optional.of(section.text(POSITIVE)));
  }

  private static String name(YamlSection root) {
    String name = root.text("name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw root.refuse(
          "name",
          "'name' must hold letters, digits, '.', '_' and '-' only, since it becomes a"
              + " directory's, got '"
              + name
              + "'");
    }
    return name;
  }

  /** Whether trials are evaluated by a program of the user's, rather than being networks. */
  private static boolean byProgram(YamlSection root) {
    boolean program = root.has(SpaceReader.KEY) || root.has(ProgramReader.KEY);
    if (!program && NEEDED.stream().noneMatch(root::has)) {
      throw root.refuse(
          "family",
          "an experiment needs 'data' and 'family' for a search of networks, or 'space' and"
              + " 'command' for one by a program of your own");
    }
    return program;
  }

  /** An evaluation, and the pruner that goes with it. */
  private record Evaluated(EvaluationConfig how, PrunerSpec pruner) {}

  private Evaluated networks(
      YamlSection root,
      Task learned,
      List<Objective> objectives,
      List<Constraint> constraints,
      Path base) {
    List<String> reported = reported(root, learned);
    Set<String> wanted = new LinkedHashSet<>(reported);
    objectives.forEach(objective -> wanted.add(objective.name()));
    constraints.forEach(constraint -> wanted.add(constraint.metric()));
    TrialSpec trials = new TaskReader(families, sources, base).read(root, learned, wanted);
    OptionalInt epochs = OptionalInt.of(trials.schedule().epochs());
    boolean predicted = trials.measuring().latencyTable().isPresent();
    PrunerSpec pruner =
        PrunerSpec.read(
            root,
            new PrunerSpec.Setting(
                epochs, names(objectives), Optional.of(learned.reported()), predicted));
    TrialSpec judged =
        trials.withMeasuring(trials.measuring().withUntrainedFirst(pruner.latencyFirst()));
    return new Evaluated(new NetworkSearch(judged, reported, root.flag("baselines", true)), pruner);
  }

  private List<String> reported(YamlSection root, Task learned) {
    if (!root.has("report")) {
      return List.of(Metrics.SIZE);
    }
    List<String> named = root.each("report", name -> MetricReader.known(tasks, learned, name));
    return root.names("report", named);
  }

  private static Evaluated program(YamlSection root, List<Objective> objectives, Path base) {
    ProgramReader reader = ProgramReader.read(root, base);
    return new Evaluated(
        reader.search(),
        PrunerSpec.read(
            root,
            new PrunerSpec.Setting(reader.steps(), names(objectives), Optional.empty(), false)));
  }

  private static List<String> names(List<Objective> objectives) {
    return objectives.stream().map(Objective::name).toList();
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
}
