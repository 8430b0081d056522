package io.paretune.experiments.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.paretune.search.trial.Verdict;
import java.util.Map;

/** What a coordinator says to a worker. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ToWorker.Setup.class, name = "setup"),
  @JsonSubTypes.Type(value = ToWorker.Evaluate.class, name = "evaluate"),
  @JsonSubTypes.Type(value = ToWorker.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = ToWorker.Stop.class, name = "stop")
})
public sealed interface ToWorker {

  /**
   * First of all: what is searched.
   *
   * @param experiment the experiment
   * @param directories where what comes of it is kept
   * @param trials how its trials are evaluated
   * @param required facts of data and machine that must hold where its trials are evaluated, by
   *     name, as they are kept with the study; none for a worker on the coordinator's machine
   */
  record Setup(
      ExperimentText experiment,
      Directories directories,
      TrialSettings trials,
      Map<String, String> required)
      implements ToWorker {

    /** Copies the facts. */
    public Setup {
      required = Map.copyOf(required);
    }

    /** Of a worker that shares the coordinator's files and machine. */
    public Setup(ExperimentText experiment, Directories directories, TrialSettings trials) {
      this(experiment, directories, trials, Map.of());
    }

    /** The same where facts must hold. */
    public Setup requiring(Map<String, String> facts) {
      return new Setup(experiment, directories, trials, facts);
    }

    /** The same with other paths, in the experiment's text, too. */
    public Setup in(String base, String text, Directories there) {
      return new Setup(new ExperimentText(experiment.source, base, text), there, trials, required);
    }

    /** The same for another stage of the run. */
    public Setup at(Stage stage) {
      return new Setup(
          experiment, directories, new TrialSettings(trials.seed, trials.threads, stage), required);
    }
  }

  /**
   * An experiment as it was given.
   *
   * @param source the file's name, for messages
   * @param base directory against which its relative paths are resolved
   * @param text of the file
   */
  record ExperimentText(String source, String base, String text) {}

  /**
   * Directories.
   *
   * @param run the run's
   * @param shared for what outlives a run
   */
  record Directories(String run, String shared) {}

  /**
   * How trials are evaluated.
   *
   * @param seed the study's
   * @param threads for training
   * @param stage what they are for
   */
  record TrialSettings(long seed, int threads, Stage stage) {}

  /**
   * Evaluate a trial.
   *
   * @param trial its number
   * @param assignment its values
   */
  record Evaluate(long trial, Map<String, Object> assignment) implements ToWorker {}

  /**
   * The verdict on a report, on what was declared or on what was found.
   *
   * @param trial the trial's number
   * @param prune whether to stop
   * @param foretold values that need not be measured, by metric
   * @param reason why, if either
   */
  record Answer(long trial, boolean prune, Map<String, Double> foretold, String reason)
      implements ToWorker {

    /** Of a verdict. */
    public static Answer of(long trial, Verdict verdict) {
      if (verdict instanceof Verdict.Prune prune) {
        return new Answer(trial, true, Map.of(), prune.reason());
      }
      if (verdict instanceof Verdict.Foretold foretold) {
        return new Answer(trial, false, foretold.values(), foretold.reason());
      }
      return new Answer(trial, false, Map.of(), "");
    }

    /** The verdict. */
    Verdict verdict() {
      if (prune) {
        return Verdict.prune(reason);
      }
      return foretold.isEmpty() ? Verdict.keep() : new Verdict.Foretold(foretold, reason);
    }
  }

  /** End, now. */
  record Stop() implements ToWorker {}
}
