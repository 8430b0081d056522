package io.paretune.evaluators.trial.preparation.kept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.evaluators.network.MappedWeights;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.WeightsFile;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed.Cut;
import io.paretune.hardware.Digest;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a training in a directory, named by what it is and by how it was cut. */
final class KeptFiles {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);
  private static final String WEIGHTS = ".weights";
  private static final String COURSE = ".curve.json";

  private final Path directory;
  private final KeptTraining.Subject subject;
  private final String stem;

  /**
   * How a training went, which is written last: where it is, the weights are whole.
   *
   * @param curve over its epochs
   * @param cuts in their order
   */
  private record Course(Curve curve, List<Cut> cuts) {

    /** The least time that it had at a cut, in milliseconds. */
    long within() {
      return cuts.stream().mapToLong(Cut::within).min().orElse(0);
    }
  }

  KeptFiles(Path directory, KeptTraining.Subject subject) {
    this.directory = directory;
    this.subject = subject;
    this.stem = subject.stem() + "-" + Digest.sha256(subject.identity()).substring(0, 24);
  }

  /** Locked by whoever trains. */
  Path lock() {
    return directory.resolve(stem + ".lock");
  }

  /** Says until when whoever trains has time. */
  Path holder() {
    return directory.resolve(stem + ".holder");
  }

  /**
   * Where a training that was cut so stands.
   *
   * @param owner empty for the one that has the lock
   */
  Path checkpoint(List<Cut> cuts, String owner) {
    return of(cuts, owner + ".checkpoint");
  }

  private Path of(List<Cut> cuts, String ending) {
    String cut = cuts.isEmpty() ? "" : "-" + Digest.sha256(cuts.toString()).substring(0, 8);
    return directory.resolve(stem + cut + ending);
  }

  /** What came of the training that was cut so, if it is there and whole. */
  Optional<Prepared> find(List<Cut> cuts) {
    Path course = of(cuts, COURSE);
    if (!Files.exists(course)) {
      return Optional.empty();
    }
    try {
      Path weights = of(cuts, WEIGHTS);
      MappedWeights.open(weights);
      return Optional.of(new Prepared(weights, read(course).curve(), subject.epochs(), true));
    } catch (IllegalArgumentException | IOException damaged) {
      LOG.warn("the {} is trained anew: {}", subject.name(), damaged.getMessage());
      return Optional.empty();
    }
  }

  /**
   * How those were cut that had at least so many milliseconds, the longest first. Those without any
   * epoch are nobody else's: their run had bad luck with the machine.
   */
  List<List<Cut>> within(long length) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> isCut(String.valueOf(file.getFileName())))
          .sorted()
          .flatMap(file -> legible(file).stream())
          .filter(course -> course.within() >= length && !course.curve().points().isEmpty())
          .sorted(
              Comparator.comparingInt((Course course) -> course.curve().points().size()).reversed())
          .map(Course::cuts)
          .toList();
    }
  }

  private boolean isCut(String name) {
    return name.startsWith(stem + "-") && name.endsWith(COURSE);
  }

  private static Optional<Course> legible(Path file) {
    try {
      return Optional.of(read(file));
    } catch (IllegalArgumentException | IOException damaged) {
      return Optional.empty();
    }
  }

  private static Course read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readString(file), Course.class);
    } catch (JsonProcessingException foreign) {
      throw new IllegalArgumentException(
          file + " must be as it was written: " + foreign.getOriginalMessage(), foreign);
    }
  }

  /**
   * Keeps what came of the training that was cut so; where a run beside this one has, that stays:
   * somebody may use it, and with several threads its last bits can be others.
   */
  Prepared keep(Weights weights, Curve curve, List<Cut> cuts) throws IOException {
    Optional<Prepared> first = find(cuts);
    if (first.isPresent()) {
      return new Prepared(first.get().file(), first.get().curve(), subject.epochs(), false);
    }
    WeightsFile.save(weights, of(cuts, WEIGHTS));
    String course = JSON.writeValueAsString(new Course(curve, cuts));
    WholeFile.write(of(cuts, COURSE), file -> Files.writeString(file, course));
    return new Prepared(of(cuts, WEIGHTS), curve, subject.epochs(), false);
  }
}
