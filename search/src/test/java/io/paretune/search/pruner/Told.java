package io.paretune.search.pruner;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.Verdict;

/** A study of one cost, to be told trial by trial. */
public final class Told {
  private final Study<Assignment> study;

  private Told(Pruner pruner) {
    study =
        Study.of(SearchSpace.builder().real("x", 0, 1).build())
            .minimize("cost")
            .minimize("size")
            .sampler(new RandomSampler())
            .pruner(pruner)
            .start();
  }

  public static Told of(Pruner pruner) {
    return new Told(pruner);
  }

  /** Trials that each report one value at steps 1 to some last one. */
  public Told completes(int last, double... values) {
    for (double value : values) {
      ActiveTrial<Assignment> trial = begun();
      for (int step = 1; step <= last; step++) {
        trial.report(step, value);
      }
      study.tell(trial.number(), trial.measured(value, 1));
    }
    return this;
  }

  public ActiveTrial<Assignment> begun() {
    return study.ask().orElseThrow();
  }

  public Study<Assignment> study() {
    return study;
  }

  /** The verdict on a new trial that reports one value and then fails. */
  public Verdict reports(int step, double value) {
    ActiveTrial<Assignment> trial = begun();
    Verdict verdict = trial.report(step, value);
    study.tell(trial.number(), new Outcome.Failed("over"));
    return verdict;
  }

  /** The last verdict on a new trial that reports values from step 1 on. */
  public Verdict course(double... values) {
    ActiveTrial<Assignment> trial = begun();
    Verdict verdict = Verdict.keep();
    for (int i = 0; i < values.length; i++) {
      verdict = trial.report(i + 1, values[i]);
    }
    return verdict;
  }
}
