package io.paretune.experiments.run;

import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
import io.paretune.search.trial.Assessment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Judges files on the test split, as long as there is time: one is begun if it would end in time,
 * going by those before it, and given up where that was too hopeful.
 */
final class FrontExam {

  private final TestSplitEvaluation split;
  private final int threads;
  private final TimeLeft time;
  private Duration longest = Duration.ZERO;

  /** Ends what takes too long. */
  private static final class TooLateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  FrontExam(TestSplitEvaluation split, int threads, TimeLeft time) {
    this.split = split;
    this.threads = threads;
    this.time = time;
  }

  /** What is found out about a file; empty if there is no time for it. */
  Optional<Assessment> of(Path file) {
    if (!time.fits(longest)) {
      return Optional.empty();
    }
    long began = System.nanoTime();
    try {
      Assessment found = assessment(split.judge(file, threads, this::unlessTooLate));
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      longest = took.compareTo(longest) > 0 ? took : longest;
      return Optional.of(found);
    } catch (TooLateException givenUp) {
      return Optional.empty();
    }
  }

  private void unlessTooLate(Runnable batch) {
    if (time.isOver()) {
      throw new TooLateException();
    }
    batch.run();
  }

  private static Assessment assessment(TestSplitEvaluation.Judgement judged) {
    Map<String, Double> scores = new LinkedHashMap<>();
    judged.scores().forEach((metric, score) -> scores.put(FrontVerification.TEST + metric, score));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Assessment.GUESSING, judged.guessing());
    judged.picture().ifPresent(picture -> facts.put(Assessment.ANSWERS, picture.json()));
    return new Assessment(Assessment.Kind.TEST_SPLIT, scores, facts, "");
  }
}
