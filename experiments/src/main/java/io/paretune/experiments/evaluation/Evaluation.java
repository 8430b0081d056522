package io.paretune.experiments.evaluation;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.experiments.evaluation.finalists.Finalists;
import io.paretune.experiments.measuring.LateMeasuring;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.Stage;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.pruner.Screen;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.trial.CandidateFeatures;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How an experiment's trials are evaluated, opened: made once a process by {@link
 * EvaluationConfig#open} and handed to whoever needs what it holds. All but the space has a
 * default: that of an evaluation which is no network's and holds nothing open.
 */
public interface Evaluation extends AutoCloseable {

  /** The space that is searched. */
  SearchSpace space();

  /** What a reader of the report must know of the evaluation and the machine, by name. */
  default Map<String, String> facts() {
    return Map.of();
  }

  /** Points that are tried before the sampler is asked: none. */
  default List<Assignment> first() {
    return List.of();
  }

  /** What a user should know before the first trial, a line each. */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * What the budget will roughly cost, in words; empty if nobody knows. May take some seconds.
   *
   * @param budget of the run
   * @param workers that evaluate side by side on this machine; empty if others do, nobody knows how
   *     many
   * @param threads of each
   */
  default Optional<String> cost(Budget budget, OptionalInt workers, int threads) {
    return Optional.empty();
  }

  /** What parameters have that a wanted trial does not name: the middle of every range. */
  default Assignment usual() {
    double[] middle = new double[space().dimension()];
    Arrays.fill(middle, 0.5);
    return space().fromUnit(middle);
  }

  /** The point that changes nothing of a model that was given; empty if none was. */
  default Optional<Assignment> asItCame() {
    return Optional.empty();
  }

  /**
   * Who judges the front's files when the search is over, opened at the first call; empty if trials
   * leave no files.
   */
  default Optional<TestSplitEvaluation> exam() {
    return Optional.empty();
  }

  /** What trials start from; empty if only their code knows. */
  default Optional<InputFingerprint> inputs() {
    return Optional.empty();
  }

  /** The machine that latencies are taken on; empty if none are taken. */
  default Optional<Fingerprint> machine() {
    return Optional.empty();
  }

  /**
   * What measures the files of trials as the trials' own latencies were measured; empty if those
   * are not measured.
   *
   * @param attempts how often a measurement is tried before it is given as unstable
   */
  default Optional<FileTimer> measuring(int attempts) {
    return Optional.empty();
  }

  /** Takes the measurements that workers of a stage leave to others: none. */
  default LateMeasuring lateMeasuring(RunDirectory run, Stage stage) {
    return LateMeasuring.none();
  }

  /** What is made before the first trial, in this order, each in words. */
  default List<String> preparations() {
    return List.of();
  }

  /**
   * Checks that what is made before the first trial can be made within a limit, as far as that can
   * be known without making it.
   *
   * @param limit of a whole run
   * @param seed the study's
   * @throws IllegalArgumentException if not, in one line with the fix
   */
  default void requireTime(Duration limit, long seed) {
    // nothing takes time
  }

  /**
   * Checks that what trials are judged by can be found out here.
   *
   * @param metrics objectives and constraints
   * @throws IllegalArgumentException if not, in one line with the fix
   */
  default void requireMetrics(Set<String> metrics) {
    // whoever evaluates gives all of them
  }

  /** What samplers are told of candidates before they are evaluated; empty if nothing. */
  default Optional<CandidateFeatures> features() {
    return Optional.empty();
  }

  /** Who says which trials need not be measured; empty if all are. */
  default Optional<Screen> screen() {
    return Optional.empty();
  }

  /** Which members of the front are evaluated once more after the search. */
  default Finalists finalists() {
    return Finalists.none();
  }

  /** How a time limit is divided among what is before and after the search. */
  default Sharing.TimeShares shares() {
    return Sharing.TimeShares.usual();
  }

  /** How much longer the coordinator waits for a late trial than its limit says. */
  default Duration leeway() {
    return Duration.ZERO;
  }

  @Override
  default void close() {
    // what holds something closes it
  }
}
