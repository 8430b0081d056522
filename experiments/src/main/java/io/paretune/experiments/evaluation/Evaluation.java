package io.paretune.experiments.evaluation;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an experiment's trials are evaluated, opened: made once a process by {@link
 * EvaluationConfig#open} and handed to whoever needs what it holds.
 */
public interface Evaluation extends AutoCloseable {

  /** The space that is searched. */
  SearchSpace space();

  /** What a reader of the report must know of the evaluation and the machine, by name. */
  Map<String, String> facts();

  /** Points that are tried before the sampler is asked. */
  List<Assignment> first();

  /** What is had without looking at any input, in one line; empty if only a program knows. */
  Optional<String> guessing();

  /** What parameters have that a wanted trial does not name. */
  Assignment usual();

  /**
   * Who judges the front's files when the search is over, opened at the first call; empty if trials
   * leave no files.
   */
  Optional<TestSplitEvaluation> exam();

  /** Which data trials learn from; empty if only a program knows. */
  Optional<DataFingerprint> data();

  /** The machine that latencies are taken on; empty if none are taken. */
  Optional<Fingerprint> machine();

  /**
   * What measures the files of trials as the trials' own latencies were measured; empty if those
   * are not measured.
   *
   * @param attempts how often a measurement is tried before it is given as unstable
   */
  Optional<FileTimer> measuring(int attempts);

  /** How much longer the coordinator waits for a late trial than its limit says. */
  Duration leeway();

  @Override
  void close();
}
