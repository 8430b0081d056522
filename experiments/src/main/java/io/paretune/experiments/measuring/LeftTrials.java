package io.paretune.experiments.measuring;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.hardware.WholeFile;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What trials were found to be that wait to be measured, a file each: a run that is killed goes on
 * with measuring them, and trains none of them again. Thread-safe, if each trial is one thread's.
 */
public final class LeftTrials {

  private static final Logger LOG = LoggerFactory.getLogger(LeftTrials.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private final Optional<Path> directory;

  private LeftTrials(Optional<Path> directory) {
    this.directory = directory;
  }

  /**
   * A trial in all starts of a run.
   *
   * @param name stage and number; a file's name
   * @param point its assignment, in words: what is kept of another point is not this trial's
   */
  public record Identity(String name, String point) {}

  /**
   * What is known of a trial.
   *
   * @param measurement what its worker found in the end
   * @param declared what was known before, by metric
   * @param reports its intermediate values, in order
   */
  public record Found(
      Measurement measurement, Map<String, Double> declared, List<Report> reports) {}

  private record Kept(
      String point,
      Map<String, Double> metrics,
      Map<String, String> provenance,
      Map<String, Double> declared,
      List<Report> reports) {}

  /** Kept in a directory, which need not exist. */
  public static LeftTrials in(Path directory) {
    return new LeftTrials(Optional.of(directory));
  }

  /** Kept by nobody: a run that is killed evaluates them again. */
  public static LeftTrials nowhere() {
    return new LeftTrials(Optional.empty());
  }

  private Optional<Path> file(Identity trial) {
    return directory.map(in -> in.resolve(trial.name + ".json"));
  }

  /** Keeps a trial; one that cannot be kept would only be evaluated again. */
  void keep(Identity trial, Found found) {
    file(trial).ifPresent(file -> write(file, trial, found));
  }

  private static void write(Path file, Identity trial, Found found) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      byte[] text =
          JSON.writeValueAsBytes(
              new Kept(
                  trial.point,
                  found.measurement.metrics(),
                  found.measurement.provenance(),
                  found.declared,
                  found.reports));
      WholeFile.write(file, unfinished -> Files.write(unfinished, text));
    } catch (IOException full) {
      LOG.warn(
          "{} cannot be written: if the run is killed, its trial is trained again", file, full);
    }
  }

  /** What was kept of a trial. */
  Optional<Found> find(Identity trial) {
    Optional<Path> file = file(trial).filter(Files::exists);
    try {
      return file.isEmpty() ? Optional.empty() : read(file.get(), trial);
    } catch (IOException | IllegalArgumentException damaged) {
      LOG.warn("{} cannot be read: its trial is trained again", file.get(), damaged);
      return Optional.empty();
    }
  }

  private static Optional<Found> read(Path file, Identity trial) throws IOException {
    Kept kept = JSON.readValue(Files.readAllBytes(file), Kept.class);
    return trial.point.equals(kept.point)
        ? Optional.of(
            new Found(new Measurement(kept.metrics, kept.provenance), kept.declared, kept.reports))
        : Optional.empty();
  }

  /** The study has been told. */
  void forget(Identity trial) {
    try {
      Optional<Path> file = file(trial);
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException kept) {
      LOG.debug("{} is left behind: {}", trial.name, kept.toString());
    }
  }
}
