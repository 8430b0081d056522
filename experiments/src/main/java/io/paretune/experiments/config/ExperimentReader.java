package io.paretune.experiments.config;

import io.paretune.experiments.config.network.NetworkProvider;
import io.paretune.experiments.config.program.ProgramProvider;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.Goals;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.plugin.YamlSettings;
import io.paretune.experiments.spi.EvaluationProvider;
import io.paretune.experiments.spi.ExperimentSection;
import io.paretune.experiments.tracking.TrackingSettings;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.hardware.yaml.YamlValues;
import io.paretune.results.store.StudyDatabase;
import io.paretune.search.study.Budget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads experiment files. Every refusal is a {@link io.paretune.hardware.yaml.YamlException}: one
 * line with file, line, column, what was expected and the nearest valid name.
 */
public final class ExperimentReader {

  /** The key of who evaluates, which may be left out where the other keys tell. */
  private static final String EVALUATION = "evaluation";

  private static final String STORE = "store";

  private static final List<String> KEYS =
      List.of(
          "name",
          "description",
          "seed",
          EVALUATION,
          "objectives",
          "constraints",
          "sampler",
          "pruner",
          "enqueue",
          "repeats",
          "warm-start",
          "budget",
          "workers",
          STORE,
          TrackingSettings.KEY);

  private static final EvaluationProvider NETWORKS = new NetworkProvider();
  private static final EvaluationProvider PROGRAM = new ProgramProvider();

  /** One of these at least shows that a search of networks is meant. */
  private static final List<String> NEEDED = List.of("data", "family");

  private final Sources sources;
  private final Map<String, EvaluationProvider> evaluations = new LinkedHashMap<>();

  /** A reader that knows what is on the class path. */
  public ExperimentReader() {
    this(new Sources());
  }

  /**
   * As {@link #ExperimentReader()}.
   *
   * @param sources where the models that experiments name come from, once they are needed
   */
  public ExperimentReader(Sources sources) {
    this.sources = sources;
    List<EvaluationProvider> all = new ArrayList<>(List.of(NETWORKS, PROGRAM));
    all.addAll(Plugins.installed().evaluations().fromPlugins());
    all.forEach(provider -> evaluations.put(provider.name(), provider));
  }

  /**
   * Reads an experiment.
   *
   * @param source the file's name, for messages
   * @param text the file's content
   * @param base directory against which relative paths are resolved
   */
  public ExperimentSpec read(String source, String text, Path base) {
    return read(YamlSection.read(source, "an experiment", text, keys()), base);
  }

  /**
   * Reads an experiment that stands in no file.
   *
   * @param source who made it, for messages
   * @param values as a file would have them
   * @param base directory against which relative paths are resolved
   */
  public ExperimentSpec read(String source, Map<String, ?> values, Path base) {
    return read(YamlValues.section(source, "an experiment", values).only(keys()), base);
  }

  private ExperimentSpec read(YamlSection root, Path base) {
    String name = name(root);
    YamlSection named = named(root);
    EvaluationProvider provider =
        Objects.requireNonNull(evaluations.get(named.name("name", evaluations.keySet())));
    refuseOthers(root, provider);
    List<String> own = new ArrayList<>(List.of("name"));
    own.addAll(provider.keys());
    ExperimentSection file =
        new ExperimentSection(new YamlSettings(named.only(own)), root, base, sources);
    Goals goals = new MetricReader(provider.metrics(file)).read(root);
    long seed = root.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1);
    EvaluationConfig evaluation = provider.read(file, goals);
    PrunerSpec pruner =
        PrunerSpec.read(root, new PrunerSpec.Setting(evaluation.reports(), goals.objectiveNames()));
    YamlSection budget = budgetSection(root);
    return new ExperimentSpec(
        name,
        pruner.known().isEmpty() ? evaluation : evaluation.withKnown(pruner.known()),
        goals,
        new ExperimentSpec.Search(
            seed,
            SamplerSpec.read(root),
            pruner,
            budget(root, budget),
            SearchOptions.read(root, budget, base)),
        new ExperimentSpec.Places(
            WorkerSettings.read(root),
            root.has(STORE)
                ? Optional.of(root.parsed(STORE, ExperimentReader::server))
                : Optional.empty(),
            TrackingSettings.read(root, name, base)));
  }

  private static StudyDatabase server(String address) {
    if (!StudyDatabase.isOfServer(address) || address.contains("#")) {
      throw new IllegalArgumentException(
          "'store' must be the address of a database, such as jdbc:postgresql://HOST/DATABASE;"
              + " without it, the run's directory keeps the study");
    }
    return StudyDatabase.of(address);
  }

  /** Everything that may stand at the top of a file. */
  private List<String> keys() {
    Set<String> all = new LinkedHashSet<>(KEYS);
    evaluations.values().forEach(provider -> all.addAll(provider.topKeys()));
    return List.copyOf(all);
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

  /** Who evaluates: who is named, or else whose keys there are. */
  private static YamlSection named(YamlSection root) {
    List<YamlSection> named = root.named(EVALUATION);
    if (named.size() > 1) {
      throw root.refuse(EVALUATION, "'evaluation' must be one, got a list of " + named.size());
    }
    return named.isEmpty()
        ? YamlValues.section(EVALUATION, "'evaluation'", Map.of("name", usual(root).name()))
        : named.get(0);
  }

  private static EvaluationProvider usual(YamlSection root) {
    if (PROGRAM.topKeys().stream().anyMatch(root::has)) {
      return PROGRAM;
    }
    if (NEEDED.stream().noneMatch(root::has)) {
      throw root.refuse(
          "family",
          "an experiment needs 'data' and 'family' for a search of networks, 'space' and 'command'"
              + " for one by a program of your own, or 'evaluation' with a plug-in's name");
    }
    return NETWORKS;
  }

  /** Keys of another evaluation, which this one would pass over. */
  private void refuseOthers(YamlSection root, EvaluationProvider provider) {
    String own = provider.topKeys().stream().filter(root::has).findFirst().orElse(EVALUATION);
    for (EvaluationProvider other : evaluations.values()) {
      for (String key : other.topKeys()) {
        if (root.has(key) && !provider.topKeys().contains(key)) {
          throw root.refuse(
              key,
              "'%s' belongs to %s and '%s' to %s; an experiment is one of them"
                  .formatted(key, other.words(), own, provider.words()));
        }
      }
    }
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
