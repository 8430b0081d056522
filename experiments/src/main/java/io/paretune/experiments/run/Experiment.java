package io.paretune.experiments.run;

import io.paretune.experiments.config.ExperimentReader;
import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.yaml.YamlValues;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.WarmStart;
import io.paretune.search.trial.StudyDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An experiment, read once.
 *
 * @param file its text, which a run keeps and each of its workers reads
 * @param spec what the text says
 * @param sources where its data and models come from
 */
public record Experiment(ExperimentFile file, ExperimentSpec spec, Sources sources) {

  private static final String ENQUEUE = "enqueue";

  /** Reads a file. */
  public static Experiment read(ExperimentFile file) {
    return read(file, new Sources());
  }

  /**
   * As {@link #read(ExperimentFile)}.
   *
   * @param sources where data and models come from
   */
  public static Experiment read(ExperimentFile file, Sources sources) {
    return new Experiment(
        file, new ExperimentReader(sources).read(file.source(), file.text(), file.base()), sources);
  }

  /**
   * An experiment that stands in no file; its text is written from the same values.
   *
   * @param source who made it, for messages
   * @param values as a file would have them; relative paths are relative to the working directory
   */
  public static Experiment of(String source, Map<String, ?> values, Sources sources) {
    Path here = Path.of("").toAbsolutePath();
    return new Experiment(
        new ExperimentFile(
            source,
            "# Made by '"
                + source.lines().findFirst().orElse("")
                + "'; run it again, or change it, with 'paretune run'.\n"
                + YamlValues.text(values),
            here),
        new ExperimentReader(sources).read(source, values, here),
        sources);
  }

  /** The experiment of a run as its settings change it; reads no data. */
  public static Experiment kept(RunDirectory directory) {
    RunSettings settings = RunSettings.read(directory.requireRun().settings());
    return kept(directory, settings);
  }

  /** With its relative paths as they were meant. */
  static Experiment kept(RunDirectory directory, RunSettings settings) {
    ExperimentFile kept = ExperimentFile.read(directory.experiment());
    return read(new ExperimentFile(kept.source(), kept.text(), Path.of(settings.base())))
        .with(settings);
  }

  /** This experiment as settings change it, which stand beside its text. */
  Experiment with(RunSettings settings) {
    return new Experiment(file, settings.apply(spec), sources);
  }

  /**
   * This experiment, which enqueues none, with trials that go before the sampler's.
   *
   * @param trials some parameters of each, by name
   */
  public Experiment enqueueing(List<Map<String, Object>> trials) {
    return new Experiment(
        new ExperimentFile(
            file.source(), file.text() + YamlValues.text(Map.of(ENQUEUE, trials)), file.base()),
        spec.enqueueing(file.source(), trials),
        sources);
  }

  /**
   * Everything about the experiment that can be checked without running it: its data or its
   * program, its space, whether the sampler can search it, whether the earlier run is there from
   * which it starts.
   *
   * @throws IllegalArgumentException if something is wrong
   */
  public Checked check() {
    try (Evaluation evaluation = opened()) {
      checkWarmStart(evaluation);
      checkTime(evaluation);
      List<String> remarks = new ArrayList<>(evaluation.remarks());
      spec.cost(evaluation, false).ifPresent(remarks::add);
      spec.workers().crowding(Runtime.getRuntime().availableProcessors()).ifPresent(remarks::add);
      return new Checked(evaluation.space(), remarks);
    }
  }

  /**
   * What a check has seen.
   *
   * @param space what is searched
   * @param remarks what a user should know before the first trial, a line each
   */
  public record Checked(SearchSpace space, List<String> remarks) {}

  /**
   * Opens the evaluation. Does not look at the earlier run: what it taught a run that has begun is
   * stored.
   */
  Evaluation opened() {
    Evaluation evaluation = spec.evaluation().open(sources);
    try {
      spec.sampler().make().requireFit(definition(evaluation));
      spec.first(evaluation);
      evaluation.requireMetrics(spec.goals().metrics());
      return evaluation;
    } catch (RuntimeException refused) {
      evaluation.close();
      throw refused;
    }
  }

  private StudyDefinition definition(Evaluation evaluation) {
    return new StudyDefinition(
        spec.name(), evaluation.space(), spec.objectives(), spec.constraints(), spec.seed());
  }

  void checkTime(Evaluation evaluation) {
    spec.budget().timeLimit().ifPresent(limit -> evaluation.requireTime(limit, spec.seed()));
  }

  void checkWarmStart(Evaluation evaluation) {
    WarmStart start = WarmStart.of(definition(evaluation), EarlierRun.trials(spec));
    if (spec.options().warmStart().isPresent() && start.trials().isEmpty()) {
      throw new IllegalArgumentException(
          "'warm-start' must be a run whose trials fit this experiment, none does: "
              + start.reason());
    }
  }
}
