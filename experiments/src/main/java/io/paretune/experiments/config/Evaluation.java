package io.paretune.experiments.config;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How an experiment's trials are evaluated, and what follows from that for the run. */
public sealed interface Evaluation permits NetworkSearch, ProgramSearch {

  /**
   * The space that is searched, everything about the evaluation checked that can be checked without
   * a trial.
   *
   * @throws IllegalArgumentException if something is wrong
   */
  SearchSpace check();

  /** What a reader of the report must know of the evaluation and the machine, by name. */
  Map<String, String> facts();

  /** Points that are tried before the sampler is asked; may read data. */
  List<Assignment> first();

  /** What parameters have that a wanted trial does not name; may read data. */
  Assignment usual();

  /**
   * Who judges the front's files when the search is over.
   *
   * @throws IllegalStateException if trials leave no files
   */
  TestSplitEvaluation exam();

  /** The machine that latencies are taken on; empty if none are taken. */
  Optional<Fingerprint> machine();

  /**
   * What measures the files of trials as the trials' own latencies were measured; empty if those
   * are not measured.
   *
   * @param attempts how often a measurement is tried before it is given as unstable
   */
  Optional<FileTimer> measuring(int attempts);

  /** Why trials leave no files to examine or export; empty if they do. */
  Optional<String> withoutFiles();

  /** How much longer the coordinator waits for a late trial than its limit says. */
  Duration leeway();
}
