package io.paretune.experiments.run;

import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.RunOrigin;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.results.store.StudyDatabase;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.study.WarmStart;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialStore;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run is opened from, all of it checked but for what its database holds.
 *
 * @param directory the run's
 * @param settings what was said beside the experiment
 * @param experiment as the settings change it
 * @param evaluation of the experiment, open
 */
record Opening(
    RunDirectory directory, RunSettings settings, Experiment experiment, Evaluation evaluation) {

  /** The attribute that says which earlier trials a run learned from. */
  static final String WARM_START = "warm start";

  ExperimentSpec spec() {
    return experiment.spec();
  }

  /**
   * Opens the database and begins the study, or goes on with it.
   *
   * @param here the machine that latencies are taken on; empty if none are
   * @param elsewhere what to do if the latencies so far were taken on another machine
   */
  Run run(Optional<Fingerprint> here, Machines.Elsewhere elsewhere) {
    String name = spec().name();
    StudyDatabase database = directory.studies();
    TrialStore store = database.open();
    try {
      requireName(database.study().map(List::of).orElseGet(store::studies));
      if (database.study().isPresent() && Files.isDirectory(directory.logs())) {
        RunOrigin.requireThere(database, store);
      }
      List<Trial> done = store.find(name).map(StudyLog::trials).orElse(List.of());
      Optional<String> moved = Optional.empty();
      if (!done.isEmpty()) {
        Map<String, String> kept = store.attributes(name).all();
        evaluation
            .inputs()
            .ifPresent(inputs -> inputs.requireSame(kept, directory.path().toString()));
        moved = here.flatMap(machine -> Machines.difference(done, kept, machine));
      }
      if (moved.isPresent()) {
        Machines.require(elsewhere, directory, spec().goals().metrics(), moved.get());
      }
      boolean begins = spec().options().warmStart().isPresent() && done.isEmpty();
      List<Trial> earlier = begins ? EarlierRun.trials(spec()) : List.of();
      Study<Assignment> study = study(store).warmStart(earlier).start();
      StudyAttributes attributes = store.attributes(name);
      recordCircumstances(attributes, study, here);
      if (!earlier.isEmpty()) {
        attributes.put(
            WARM_START, EarlierRun.inWords(spec(), WarmStart.of(study.definition(), earlier)));
      }
      enqueueFirst(study);
      return new Run(this, store, study, moved);
    } catch (RuntimeException refused) {
      store.close();
      throw refused;
    }
  }

  private void requireName(List<String> begun) {
    if (!begun.isEmpty() && !begun.contains(spec().name())) {
      throw new IllegalStateException(
          directory.path()
              + " holds the study '"
              + begun.get(0)
              + "', but its experiment is now called '"
              + spec().name()
              + "'; give it its name back");
    }
  }

  private StudyBuilder<Assignment> study(TrialStore store) {
    StudyBuilder<Assignment> builder =
        Study.of(evaluation.space())
            .name(spec().name())
            .seed(spec().seed())
            .sampler(sampler())
            .pruner(spec().pruner().make())
            .terminator(spec().options().terminator())
            .store(store);
    if (spec().options().repeats()) {
      builder.allowRepeats();
    }
    if (spec().options().mostFailures() > 0) {
      builder.stopAfterFailures(spec().options().mostFailures());
    }
    evaluation().screen().ifPresent(builder::screen);
    evaluation().features().ifPresent(builder::features);
    spec().objectives().forEach(builder::objective);
    spec().constraints().forEach(builder::constrain);
    return builder;
  }

  private Sampler sampler() {
    long trials = spec().budget().trials();
    return spec()
        .sampler()
        .make(
            new StudyHints(
                trials == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(trials),
                spec().workers().count()));
  }

  /** Who proposes, and why if that was picked for the study. */
  String samplerInWords(Study<Assignment> study) {
    Sampler sampler = sampler();
    return sampler
        .reason(study.definition())
        .map(reason -> sampler.name() + ": " + reason)
        .orElse(sampler.name());
  }

  /** What a reader of the report must know about where the numbers come from. */
  private void recordCircumstances(
      StudyAttributes attributes, Study<Assignment> study, Optional<Fingerprint> here) {
    if (attributes.get(Run.ENDED).isPresent()) {
      attributes.put(Run.ENDED, "");
    }
    attributes.put("experiment", settings.source());
    settings.write(directory.settings());
    RunOrigin.keep(directory, attributes);
    attributes.put("sampler", samplerInWords(study));
    evaluation.facts().forEach(attributes::put);
    evaluation.inputs().ifPresent(inputs -> inputs.facts().forEach(attributes::put));
    Plugins.installed().facts().forEach(attributes::put);
    here.ifPresent(
        machine -> {
          attributes.put(Machines.FINGERPRINT, machine.id());
          machine.toMap().forEach((key, value) -> attributes.put(Machines.PROPERTY + key, value));
        });
  }

  /**
   * Enqueues what is still missing of the first points and of an earlier run's best, in case an
   * earlier start was killed on the way.
   */
  private void enqueueFirst(Study<Assignment> study) {
    List<Trial> trials = study.trials();
    if (trials.stream().anyMatch(trial -> !trial.sampler().equals(Trial.USER))) {
      return;
    }
    List<Assignment> first = spec().first(evaluation);
    for (int i = trials.size(); i < first.size(); i++) {
      study.enqueue(first.get(i));
    }
    spec().options().warmStart().ifPresent(start -> study.enqueueBest(start.enqueued()));
  }
}
