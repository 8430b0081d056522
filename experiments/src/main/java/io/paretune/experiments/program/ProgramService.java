package io.paretune.experiments.program;

import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.experiments.worker.EvaluatorUnavailableException;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Evaluates every trial by a process of its own.
 *
 * <p>The process finds the assignment on its standard input and in a file, and answers in lines of
 * JSON (see {@link OutputParser}). Whatever it does wrong fails its trial; only a program that
 * cannot be started any more ends the run.
 */
public final class ProgramService implements TrialEvaluator {

  private final Program program;
  private final SearchSpace space;
  private final Function<Assignment, Map<String, Object>> shape;
  private final OutputParser answers;
  private final Surroundings around;

  /**
   * What is the same for every trial of a study.
   *
   * @param seed the study's
   * @param trials where every trial has a directory of its own while it is evaluated
   * @param limit of a trial, waiting for the lease included
   * @param lease what an exclusive program waits for
   */
  public record Surroundings(long seed, Path trials, Duration limit, MeasuringLease lease) {}

  /**
   * A service.
   *
   * @param shape an assignment as the program is to see it
   * @param answers what the program has to say
   */
  public ProgramService(
      Program program,
      SearchSpace space,
      Function<Assignment, Map<String, Object>> shape,
      OutputParser answers,
      Surroundings around) {
    this.program = program;
    this.space = space;
    this.shape = shape;
    this.answers = answers;
    this.around = around;
  }

  @Override
  public SearchSpace space() {
    return space;
  }

  @Override
  public Outcome evaluate(long trial, Assignment point, TrialChannel channel)
      throws InterruptedException {
    long deadline = System.nanoTime() + around.limit().toNanos();
    if (!program.exclusive()) {
      return evaluate(trial, point, channel, deadline);
    }
    channel.phase("waiting for the machine");
    LeaseHandle alone;
    try {
      alone = around.lease().exclusive(around.limit());
    } catch (HardwareException late) {
      return new Outcome.Failed(String.valueOf(late.getMessage()));
    }
    try {
      return evaluate(trial, point, channel, deadline);
    } finally {
      alone.close();
    }
  }

  private Outcome evaluate(long trial, Assignment point, TrialChannel channel, long deadline)
      throws InterruptedException {
    TrialDirectory place = new TrialDirectory(around.trials().resolve(Long.toString(trial)));
    channel.phase("running");
    try {
      place.open(shape.apply(point));
      Outcome outcome;
      try (ProgramRun run = start(trial, point, place, deadline)) {
        place.remember(run.handle());
        outcome = outcome(run, channel);
      }
      place.close();
      return outcome;
    } catch (IOException failed) {
      throw new EvaluatorUnavailableException(
          "'" + program.inWords() + "' cannot be run: " + failed.getMessage(), failed);
    }
  }

  private ProgramRun start(long trial, Assignment point, TrialDirectory place, long deadline)
      throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PARETUNE_TRIAL", Long.toString(trial));
    environment.put("PARETUNE_SEED", Long.toString(around.seed()));
    environment.put("PARETUNE_ASSIGNMENT", place.assignment().toString());
    environment.put("PARETUNE_DIRECTORY", place.path().toString());
    // the worker's own class path is none of the program's business
    environment.put("CLASSPATH", "");
    return ProgramRun.start(
        trial,
        program.commandLine(space, point),
        program.directory(),
        place.assignment(),
        environment,
        answers,
        program.grace(),
        deadline);
  }

  private Outcome outcome(ProgramRun run, TrialChannel channel) throws InterruptedException {
    Optional<Outcome> found = Optional.empty();
    while (true) {
      ProgramRun.Event event = run.next();
      if (event instanceof ProgramRun.Event.Late) {
        run.end();
        return failed(
            run,
            "the trial took longer than its limit of "
                + seconds(around.limit())
                + " and was ended");
      }
      if (event instanceof ProgramRun.Event.Ended) {
        if (run.exitCode() != 0) {
          return failed(run, "the program " + ending(run.exitCode()));
        }
        return found.isPresent()
            ? found.get()
            : failed(run, "the program ended without a line {\"objectives\": {...}}");
      }
      ProgramMessage said = ((ProgramRun.Event.Spoke) event).what();
      if (said instanceof ProgramMessage.Found all && found.isEmpty()) {
        found = Optional.of(new Outcome.Measured(new Measurement(all.metrics(), all.facts())));
        continue;
      }
      Optional<Outcome> end =
          found.isPresent() && !(said instanceof ProgramMessage.Wrong)
              ? Optional.of(
                  new Outcome.Failed("the program went on after its result, with " + said))
              : heard(said, channel);
      if (end.isPresent()) {
        run.end();
        return end.get();
      }
    }
  }

  /** What a trial ends with for what its program said on the way, if it does. */
  private static Optional<Outcome> heard(ProgramMessage said, TrialChannel channel) {
    if (said instanceof ProgramMessage.Wrong wrong) {
      return Optional.of(new Outcome.Failed(wrong.reason()));
    }
    Verdict verdict =
        said instanceof ProgramMessage.Reported report
            ? channel.report(report.step(), report.value())
            : channel.declare(((ProgramMessage.Declared) said).metrics());
    return verdict instanceof Verdict.Prune prune
        ? Optional.of(new Outcome.Pruned(prune.reason()))
        : Optional.empty();
  }

  private static Outcome failed(ProgramRun run, String how) throws InterruptedException {
    String last = run.lastLines();
    return new Outcome.Failed(last.isEmpty() ? how : how + "; it said last: " + last);
  }

  private static String ending(int code) {
    // how the JVM gives a signal: 128 more than its number, as a shell does
    return code > 128 ? "was ended by signal " + (code - 128) : "exited with code " + code;
  }

  private static String seconds(Duration span) {
    return span.toMillis() % 1000 == 0 ? span.toSeconds() + " s" : span.toMillis() + " ms";
  }

  @Override
  public void close() {
    // every trial ends its own process
  }
}
