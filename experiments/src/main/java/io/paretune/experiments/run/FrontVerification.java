package io.paretune.experiments.run;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.FrontMember;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The members of a run's front when the search has ended: measured again, and judged on the test
 * split. What is found lies beside the trials; no choice of the search depends on it.
 */
public final class FrontVerification {

  /** What the names of metrics on the test split begin with in reports. */
  public static final String TEST = "test-";

  private final Run run;

  /** Of an open run. */
  public FrontVerification(Run run) {
    this.run = run;
  }

  /** How many there are. */
  public int count() {
    return members().size();
  }

  /**
   * Measures the files that were not yet, on this machine, twice, in random order.
   *
   * @param attempts how often a measurement is tried before it is given as unstable
   * @param timeLeft asked before each measurement
   * @return how many members now have such a figure; empty if the run measures no latencies
   */
  public Optional<Integer> measureAgain(int attempts, BooleanSupplier timeLeft) {
    String here = run.attributes().get(Machines.FINGERPRINT).orElse("");
    if (here.isEmpty()) {
      return Optional.empty();
    }
    Map<Long, List<Assessment>> known = run.assessments().all();
    Map<Long, Path> files = new LinkedHashMap<>();
    int done = 0;
    for (Trial trial : members()) {
      if (found(known, trial, Assessment.Kind.MEASURED_AGAIN)
          .filter(taken -> taken.machine().equals(here))
          .isPresent()) {
        done++;
      } else {
        artifact(trial).ifPresent(file -> files.put(trial.number(), file));
      }
    }
    Optional<FileTimer> opened =
        files.isEmpty() ? Optional.empty() : run.evaluation().measuring(attempts);
    if (opened.isEmpty() && !files.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        done + opened.map(timer -> measured(timer, files, here, timeLeft)).orElse(0));
  }

  private int measured(
      FileTimer timer, Map<Long, Path> files, String here, BooleanSupplier timeLeft) {
    try (timer) {
      FrontRemeasurement again =
          new FrontRemeasurement(file -> measured(timer, file, here), this::kept, here, timeLeft);
      Map<Long, RemeasuredLatency> figures = again.of(files, run.spec().seed());
      figures.forEach((trial, figure) -> run.assessments().put(trial, figure.assessment()));
      return figures.size();
    }
  }

  /** A latency of the machine that the run belongs to; an agent's can change. */
  private static Latency measured(FileTimer measuring, Path file, String here) {
    MeasuredLatency reading = measuring.measure(file);
    if (!reading.machine().id().equals(here)) {
      throw new HardwareException(
          "the front was to be measured again on the machine "
              + here
              + ", but it was measured on "
              + reading.machine().id());
    }
    return reading.latency();
  }

  private String kept(Latency latency) {
    return run.directory()
        .artifacts()
        .put(Recording.of(latency).toBytes(), Recording.SUFFIX)
        .hash();
  }

  /**
   * Judges the members on the test split, each file once and for all: the search has ended, and no
   * choice depends on the result. Does nothing where trials leave no files.
   *
   * @return how many there was no time for
   */
  public int examine(TimeLeft time) {
    if (run.spec().evaluation().withoutFiles().isPresent()) {
      return 0;
    }
    Map<Long, Path> files = unexamined();
    if (files.isEmpty() || !time.fits(Duration.ZERO)) {
      return files.size();
    }
    FrontExam exam =
        new FrontExam(run.evaluation().exam().orElseThrow(), run.spec().workers().threads(), time);
    int left = 0;
    for (Map.Entry<Long, Path> file : files.entrySet()) {
      Optional<Assessment> found = exam.of(file.getValue());
      found.ifPresent(assessment -> run.assessments().put(file.getKey(), assessment));
      left += found.isPresent() ? 0 : 1;
    }
    return left;
  }

  /** The files of members that were not judged, by trial. */
  private Map<Long, Path> unexamined() {
    Map<Long, List<Assessment>> known = run.assessments().all();
    Map<Long, Path> files = new LinkedHashMap<>();
    for (Trial trial : members()) {
      if (found(known, trial, Assessment.Kind.TEST_SPLIT).isEmpty()) {
        artifact(trial).ifPresent(file -> files.put(trial.number(), file));
      }
    }
    return files;
  }

  private static Optional<Assessment> found(
      Map<Long, List<Assessment>> known, Trial trial, Assessment.Kind kind) {
    return known.getOrDefault(trial.number(), List.of()).stream()
        .filter(assessment -> assessment.kind() == kind)
        .findFirst();
  }

  /**
   * The front as the search saw it, and as readers see it: after a move to another machine the
   * second has members that old figures kept off the first.
   */
  private Collection<Trial> members() {
    StudySummary summary = run.summary();
    Map<Long, Trial> members = new LinkedHashMap<>();
    for (FrontMember<Assignment> member : run.study().paretoFront()) {
      // a finalist has another file than the search saw
      int number = (int) member.trial().number();
      members.put(member.trial().number(), summary.trials().get(number));
    }
    summary.front().forEach(trial -> members.putIfAbsent(trial.number(), trial));
    return members.values();
  }

  /** A directory that was made anew for a server's study lacks the files of earlier trials. */
  private Optional<Path> artifact(Trial trial) {
    RunDirectory directory = run.directory();
    boolean mayLack = Files.isRegularFile(directory.address());
    return trial
        .measurement()
        .map(found -> found.provenance().get(Provenance.ARTIFACT))
        .filter(hash -> !mayLack || directory.artifacts().path(hash).isPresent())
        .map(hash -> directory.artifacts().verified(hash));
  }
}
