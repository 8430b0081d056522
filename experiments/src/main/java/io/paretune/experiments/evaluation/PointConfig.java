package io.paretune.experiments.evaluation;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.util.Map;
import java.util.function.Function;

/**
 * Trials are points of any space, evaluated by Java code in the worker's process.
 *
 * @param space what is searched
 * @param facts what a reader of the report must know of the evaluation, by name
 * @param code makes the code, once a process
 */
public record PointConfig(
    SearchSpace space, Map<String, String> facts, Function<EvaluationPlace, Code> code)
    implements EvaluationConfig {

  /** Code that evaluates a point. */
  @FunctionalInterface
  public interface Code {

    /** As {@link TrialEvaluator#evaluate}. */
    Outcome evaluate(long trial, Assignment point, TrialChannel channel) throws Exception;
  }

  /** Copies the map. */
  public PointConfig {
    facts = Map.copyOf(facts);
  }

  @Override
  public Evaluation open(Sources sources) {
    return new Evaluation() {
      @Override
      public SearchSpace space() {
        return space;
      }

      @Override
      public Map<String, String> facts() {
        return facts;
      }
    };
  }

  @Override
  public TrialEvaluator evaluator(Sources sources, EvaluationPlace place) {
    Code made = code.apply(place);
    return new TrialEvaluator() {
      @Override
      public SearchSpace space() {
        return space;
      }

      @Override
      public Outcome evaluate(long trial, Assignment point, TrialChannel channel) throws Exception {
        return made.evaluate(trial, point, channel);
      }

      @Override
      public void close() {
        // code that holds something is a TrialEvaluator of its own
      }
    };
  }
}
