package io.paretune.experiments.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.onnx.graph.GivenGraph;
import io.paretune.evaluators.onnx.graph.call.GraphSession;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.experiments.compress.graph.figure.PairedTiming;
import io.paretune.experiments.compress.graph.figure.QualityProgram;
import io.paretune.experiments.compress.graph.figure.TimeLimit;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The figures of candidates that take time: how fast they are, and what a program says of them.
 * What the limit leaves no time for is left out with a note. One for each search.
 */
final class CandidateFigures {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration BRIEFLY = Duration.ofSeconds(5);
  private static final Duration COMPARED = Duration.ofMillis(400);
  private static final Duration TIMED = Duration.ofMillis(1500);

  /** Shares of the time after which searching and timing end. */
  private static final double SEARCHED = 0.75;

  private static final double SEARCHED_BEFORE_PROGRAM = 0.5;
  private static final double TIMED_BEFORE_PROGRAM = 0.7;

  private final GraphSettings settings;
  private final TimeLimit limit;
  private final List<String> notes = new ArrayList<>();
  private boolean taken;

  CandidateFigures(GraphSettings settings, TimeLimit limit) {
    this.settings = settings;
    this.limit = limit;
  }

  GraphSettings settings() {
    return settings;
  }

  /** Whether there is time to look for further candidates. */
  boolean timeToSearch() {
    return !limit
        .left(settings.program().isPresent() ? SEARCHED_BEFORE_PROGRAM : SEARCHED)
        .isZero();
  }

  /** Whether there is any time. */
  boolean timeLeft() {
    return !limit.left(1).isZero();
  }

  /** What was left out, and why. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** With the program's number, if there is a program: one that fails is told. */
  Candidate original(Candidate came) {
    return settings
        .program()
        .map(program -> came.judged(program.quality(came.file().model(), limit.left(1))))
        .orElse(came);
  }

  /** With their speeds beside the original: those that are alike enough first, small ones first. */
  List<Candidate> timed(List<Candidate> found, GivenGraph original, NamedInputs calls) {
    double share = settings.program().isPresent() ? TIMED_BEFORE_PROGRAM : 1;
    PairedTiming timing =
        new PairedTiming(original::timed, calls, settings.threads(), limit.clock());
    LeaseHandle held;
    try {
      held = MeasuringLease.ofThisHost().exclusive(patience(share));
    } catch (HardwareException busy) {
      notes.add("nothing was timed: " + busy.getMessage());
      return found;
    }
    try {
      return timed(found, timing, share);
    } finally {
      held.close();
    }
  }

  /** Which share of the time of a file another one saves; empty if the machine is not free. */
  OptionalDouble saved(ModelProto base, ModelProto file, NamedInputs calls) {
    if (taken) {
      return OptionalDouble.empty();
    }
    LeaseHandle held;
    try {
      held = MeasuringLease.ofThisHost().exclusive(BRIEFLY);
    } catch (HardwareException busy) {
      notes.add("gains of blocks are told by their bytes alone: " + busy.getMessage());
      taken = true;
      return OptionalDouble.empty();
    }
    try {
      PairedTiming timing =
          new PairedTiming(
              threads -> GraphSession.timed(base, threads),
              calls,
              settings.threads(),
              limit.clock());
      return OptionalDouble.of(1 - 1 / timing.speed(file, COMPARED, BRIEFLY));
    } finally {
      held.close();
    }
  }

  private List<Candidate> timed(List<Candidate> found, PairedTiming timing, double share) {
    List<Candidate> timed = new ArrayList<>(found);
    List<Integer> order =
        IntStream.range(0, found.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(
                        i -> found.get(i).fidelity().likeness() >= settings.minCosine() ? 0 : 1)
                    .thenComparingLong(i -> found.get(i).bytes()))
            .toList();
    for (int done = 0; done < order.size(); done++) {
      Duration each = limit.left(share).dividedBy(order.size() - done);
      if (each.isZero()) {
        notes.add("%d files are not timed: the time limit".formatted(order.size() - done));
        break;
      }
      Duration span = each.compareTo(TIMED) < 0 ? each : TIMED;
      Candidate candidate = found.get(order.get(done));
      try {
        double speed = timing.speed(candidate.file().model(), span, each);
        timed.set(order.get(done), candidate.timed(speed));
      } catch (HardwareException refused) {
        notes.add(candidate.name() + " is not timed: " + refused.getMessage());
      }
    }
    return timed;
  }

  private Duration patience(double share) {
    Duration left = limit.left(share);
    return left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
  }

  /** With the program's numbers of the front. */
  List<Candidate> judged(List<Candidate> found) {
    if (settings.program().isEmpty()) {
      return found;
    }
    List<Candidate> front = Candidate.front(found);
    List<Candidate> judged = new ArrayList<>();
    for (Candidate candidate : found) {
      boolean asked = candidate.quality().isEmpty() && front.contains(candidate);
      judged.add(asked ? judged(candidate, settings.program().get()) : candidate);
    }
    return judged;
  }

  private Candidate judged(Candidate candidate, QualityProgram program) {
    Duration left = limit.left(1);
    if (left.isZero()) {
      notes.add(candidate.name() + " is not judged: the time limit");
      return candidate;
    }
    try {
      return candidate.judged(program.quality(candidate.file().model(), left));
    } catch (HardwareException failed) {
      notes.add(candidate.name() + " is not judged: " + failed.getMessage());
      return candidate;
    }
  }
}
