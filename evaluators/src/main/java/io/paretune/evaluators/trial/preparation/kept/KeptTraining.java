package io.paretune.evaluators.trial.preparation.kept;

import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.state.TrainingState;
import io.paretune.evaluators.train.state.TrainingStateFile;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.step.TrainingLoop;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed.Cut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training that is done once for all who mean the same. What it leaves is kept by what it is and
 * by how it was cut; a file that is damaged or of something else is said and made anew. A run that
 * has a limit takes what another has cut, too, if that had as much time at least, and from then on
 * means it.
 */
public final class KeptTraining {

  private static final String CURVE = "curve";
  private static final String LOSS = "loss";
  private static final Logger LOG = LoggerFactory.getLogger(KeptTraining.class);

  private final Subject subject;
  private final Place place;
  private final TimeAllowed allowed;
  private final KeptFiles files;
  private final Function<StepGate, EpochTraining> opening;

  /**
   * What is trained.
   *
   * @param name a few words for people
   * @param stem what its files' names begin with
   * @param fix what to do where the time is too short, beside giving more
   * @param identity all that it depends on
   * @param epochs that are planned
   * @param after what follows in the same time, as so many epochs
   * @param given whether it begins with weights that are of use as they are, where there is no time
   *     for an epoch
   */
  public record Subject(
      String name,
      String stem,
      String fix,
      String identity,
      int epochs,
      double after,
      boolean given) {}

  /**
   * @param opening opens the training at its beginning, with a gate around its steps
   */
  public KeptTraining(Subject subject, Place place, Function<StepGate, EpochTraining> opening) {
    this.subject = subject;
    this.place = place;
    this.allowed = place.allowed().of(subject.name());
    this.files = new KeptFiles(place.directory().toAbsolutePath(), subject);
    this.opening = opening;
  }

  /**
   * Trains, or finds what was trained; goes on where a killed process has stopped. Waits while
   * another process trains, as long as that ends in time.
   *
   * @throws TrainingException if it fails or cannot be kept
   * @throws TimeTooShortException if not even one epoch fits in the time allowed
   */
  public Prepared prepare(PreparationListener listener) {
    try {
      Files.createDirectories(place.directory().toAbsolutePath());
      Optional<Prepared> there = found();
      if (there.isPresent()) {
        return there.get();
      }
      Optional<Prepared> made =
          new Turn(files, allowed, listener)
              .take(
                  () -> {
                    Optional<Prepared> meanwhile = found();
                    return meanwhile.isPresent() ? meanwhile.get() : made("", listener);
                  });
      return made.isPresent() ? made.get() : made(allowed.owner(), listener);
    } catch (IOException unusable) {
      throw new TrainingException(
          "the %s cannot be kept in %s: %s"
              .formatted(subject.name(), place.directory().toAbsolutePath(), unusable.getMessage()),
          unusable);
    }
  }

  /** Whether a run with so much time would find it. */
  public boolean isThere(Duration time) {
    try {
      return Files.isDirectory(place.directory())
          && (files.find(List.of()).isPresent()
              || files.within(time.toMillis()).stream()
                  .anyMatch(cuts -> files.find(cuts).isPresent()));
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** What is there: as this run has cut it; whole; or as another has, which this one then means. */
  private Optional<Prepared> found() throws IOException {
    List<Cut> cuts = allowed.cuts();
    Optional<Prepared> same = files.find(cuts);
    if (allowed.isDecided() || !allowed.limit().limits()) {
      return same;
    }
    if (same.isPresent()) {
      allowed.mean(cuts);
      return same;
    }
    for (List<Cut> others : files.within(allowed.limit().length())) {
      Optional<Prepared> cut = files.find(others);
      if (cut.isPresent()) {
        allowed.mean(others);
        return cut;
      }
    }
    return Optional.empty();
  }

  private Prepared made(String owner, PreparationListener listener) throws IOException {
    Optional<Prepared> trained = isNeverBegun() ? Optional.empty() : trained(owner, listener);
    if (trained.isPresent()) {
      return trained.get();
    }
    try (EpochTraining training = opening.apply(place.gate())) {
      if (isNeverBegun()) {
        return kept(training, Curve.none(), owner);
      }
      Curve curve = goneOn(training.loop());
      cutAsBefore(training.loop());
      return kept(training, curve, owner);
    }
  }

  /** Whether there was no time for any epoch. */
  private boolean isNeverBegun() {
    return allowed.cuts().stream().anyMatch(cut -> cut.epochs() == 0);
  }

  /** Empty if there was no time for another epoch, and what is there is of use. */
  private Optional<Prepared> trained(String owner, PreparationListener listener)
      throws IOException {
    StepForecast watched =
        new StepForecast(
            place.gate(),
            rest -> allowed.require("one epoch of the " + subject.name(), rest, subject.fix()));
    try (EpochTraining training = opening.apply(watched)) {
      TrainingLoop loop = training.loop();
      Curve curve = goneOn(loop);
      cutAsBefore(loop);
      EpochPace pace = new EpochPace();
      int before = loop.epochs();
      while (!loop.done()) {
        long began = System.nanoTime();
        watched.begins(loop.epochs() == before ? loop.steps() : 0);
        double loss;
        try {
          loss = loop.epoch().get(0);
        } catch (TimeTooShortException tooShort) {
          if (before == 0 && !subject.given()) {
            throw tooShort;
          }
          allowed.end(before);
          listener.says("stays as it is after %d epochs: no time for another".formatted(before));
          return Optional.empty();
        }
        Path last = files.checkpoint(cutsUntil(loop.epochs()), owner);
        pace.add(Duration.ofNanos(System.nanoTime() - began));
        cut(loop, pace);
        curve = curve.with(point(training, loss));
        checkpoint(loop, curve, last, owner);
        listener.done(loop.epochs(), loop.planned(), loss);
      }
      return Optional.of(kept(training, curve, owner));
    }
  }

  private Prepared kept(EpochTraining training, Curve curve, String owner) throws IOException {
    List<Cut> cuts = allowed.cuts();
    Prepared kept = files.keep(training.weights(), curve, cuts);
    allowed.mean(cuts);
    Files.deleteIfExists(files.checkpoint(cuts, owner));
    Files.deleteIfExists(files.checkpoint(cuts, allowed.owner()));
    return kept;
  }

  private static Curve.Point point(EpochTraining training, double loss) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(LOSS, loss);
    figures.putAll(training.figures());
    return new Curve.Point(training.loop().epochs(), figures);
  }

  /** Ends sooner where the next epochs would come too late, or as was planned when it was so. */
  private void cut(TrainingLoop loop, EpochPace pace) {
    int done = loop.epochs();
    cutAsBefore(loop);
    // what was trained whole is trained whole again
    boolean whole = allowed.isDecided() && allowed.cuts().isEmpty();
    boolean planned = whole || allowed.cuts().stream().anyMatch(cut -> cut.after() >= done);
    if (!planned && (pace.known() || !allowed.leaves(pace.least()))) {
      loop.shorten(allowed.epochs(done, loop.planned(), pace.usual(), subject.after()));
    }
  }

  /** As earlier processes of this run have planned, up to where the training stands. */
  private void cutAsBefore(TrainingLoop loop) {
    for (Cut cut : cutsUntil(loop.epochs() + 1)) {
      if (cut.epochs() < loop.planned()) {
        loop.shorten(Math.max(loop.epochs(), cut.epochs()));
      }
    }
  }

  /** Cuts that were planned before so many epochs were behind it. */
  private List<Cut> cutsUntil(int epochs) {
    return allowed.cuts().stream().filter(cut -> cut.after() < epochs).toList();
  }

  /** A checkpoint of a training that was cut is another's no more. */
  private void checkpoint(TrainingLoop loop, Curve curve, Path before, String owner)
      throws IOException {
    Path checkpoint = files.checkpoint(cutsUntil(loop.epochs() + 1), owner);
    TrainingStateFile.save(loop.state(subject.identity(), Map.of(CURVE, curve.json())), checkpoint);
    if (!before.equals(checkpoint)) {
      Files.deleteIfExists(before);
    }
  }

  /**
   * Restores the last checkpoint, if there is one of exactly this training; gives the curve so far.
   */
  private Curve goneOn(TrainingLoop loop) {
    List<TrainingState> all =
        checkpoints(loop.steps())
            .sorted(Comparator.comparingLong(TrainingState::steps).reversed())
            .toList();
    for (TrainingState state : all) {
      try {
        loop.restore(state);
        return Curve.read(String.valueOf(state.notes().get(CURVE)));
      } catch (IllegalArgumentException foreign) {
        LOG.warn("a checkpoint of the {} is not used: {}", subject.name(), foreign.getMessage());
      }
    }
    return Curve.none();
  }

  /**
   * Checkpoints of this training: with all cuts, or before one of them, where a process was killed
   * between a cut and its first checkpoint; of a run that trained beside others, or of any that had
   * the lock.
   */
  private Stream<TrainingState> checkpoints(int stepsAnEpoch) {
    List<Cut> cuts = allowed.cuts();
    return IntStream.rangeClosed(0, cuts.size())
        .boxed()
        .flatMap(
            taken -> {
              long most =
                  taken == cuts.size()
                      ? Long.MAX_VALUE
                      : (long) cuts.get(taken).after() * stepsAnEpoch;
              return Stream.of("", allowed.owner())
                  .map(owner -> files.checkpoint(cuts.subList(0, taken), owner))
                  .distinct()
                  .filter(Files::exists)
                  .flatMap(file -> state(file).stream())
                  .filter(state -> state.steps() <= most);
            });
  }

  private Optional<TrainingState> state(Path checkpoint) {
    try {
      TrainingState state = TrainingStateFile.load(checkpoint);
      if (!state.identity().equals(subject.identity())) {
        throw new IllegalArgumentException(checkpoint + " is of another training");
      }
      return Optional.of(state);
    } catch (IllegalArgumentException damaged) {
      LOG.warn("the {} is trained from its beginning: {}", subject.name(), damaged.getMessage());
      return Optional.empty();
    } catch (UncheckedIOException gone) {
      // another run that had the lock was done with it just now
      return Optional.empty();
    }
  }
}
