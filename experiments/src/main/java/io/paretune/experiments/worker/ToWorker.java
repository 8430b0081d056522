package io.paretune.experiments.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
   * @param source the experiment file's name, for messages
   * @param base directory against which the experiment's relative paths are resolved
   * @param experiment the experiment file's text
   * @param seed the study's seed
   * @param directory the run's directory
   * @param threads threads for training
   */
  record Setup(
      String source, String base, String experiment, long seed, String directory, int threads)
      implements ToWorker {}

  /**
   * Evaluate a trial.
   *
   * @param trial its number
   * @param assignment its values
   */
  record Evaluate(long trial, Map<String, Object> assignment) implements ToWorker {}

  /**
   * The verdict on a report or on what was declared.
   *
   * @param trial the trial's number
   * @param prune whether to stop
   * @param reason why, if so
   */
  record Answer(long trial, boolean prune, String reason) implements ToWorker {}

  /** End, now. */
  record Stop() implements ToWorker {}
}
