package io.paretune.experiments.run.directory;

import io.paretune.results.artifact.ArtifactStore;
import io.paretune.results.store.StudyDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where a run keeps what.
 *
 * @param path the directory; need not exist
 */
public record RunDirectory(Path path) {

  /** The experiment as it was given, byte for byte. */
  public Path experiment() {
    return path.resolve("experiment.yaml");
  }

  /** What was said beside the experiment when the run was started ({@code RunSettings}). */
  public Path settings() {
    return path.resolve("run.json");
  }

  /** The database of a run that keeps its study in a file, without H2's suffix. */
  public Path database() {
    return path.resolve("study");
  }

  /** Where the study is, if a server has it; its address in one line. */
  public Path address() {
    return path.resolve("study.url");
  }

  /** Which beginning or resumption was the last here of a study that a server has; a name. */
  public Path opening() {
    return path.resolve("study.opening");
  }

  /** Where the study is. */
  public StudyDatabase studies() {
    if (!Files.isRegularFile(address())) {
      return StudyDatabase.at(database());
    }
    try {
      return StudyDatabase.of(Files.readString(address()).strip());
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          address() + " cannot be read: " + IoReasons.of(unreadable), unreadable);
    }
  }

  /** Exported files, by content. */
  public ArtifactStore artifacts() {
    return ArtifactStore.in(path.resolve("artifacts"));
  }

  /** Teachers and shared networks that workers on other machines made, by content. */
  public Path shared() {
    return path.resolve("shared");
  }

  /** Files of which workers on other machines have sent a part. */
  public Path incoming() {
    return path.resolve("incoming");
  }

  /** What came of the workers of each other machine, as JSON. */
  public Path hosts() {
    return logs().resolve("hosts.json");
  }

  /** What waits to be measured by agents. */
  public Path measuring() {
    return logs().resolve("measuring.json");
  }

  /** What was found of trials that wait for agents, one file each. */
  public Path unmeasured() {
    return path.resolve("unmeasured");
  }

  /** What others ask of the run while it goes on ({@code Inbox}). */
  public Path requests() {
    return path.resolve("requests");
  }

  /** How long the preparation may take, and by how much it was cut short for that. */
  public Path preparation() {
    return path.resolve("preparation.json");
  }

  /** What programs left of the trials that they evaluated, by number. */
  public Path trials() {
    return path.resolve("trials");
  }

  /** The coordinator's log and the workers'. */
  public Path logs() {
    return path.resolve("logs");
  }

  /** What happened to run, workers and trials, one line a change. */
  public Path coordinatorLog() {
    return logs().resolve("coordinator.log");
  }

  /** How a compressed file stands beside the model as it came, as JSON. */
  public Path robustness() {
    return path.resolve("robustness.json");
  }

  /** Where reports are written. */
  public Path report() {
    return path.resolve("report");
  }

  /** Whether a run was started here. */
  public boolean isRun() {
    return Files.isRegularFile(experiment()) && Files.isRegularFile(settings());
  }

  /**
   * This directory, which must be a run's.
   *
   * @throws IllegalArgumentException if it is not, saying what is there
   */
  public RunDirectory requireRun() {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("there is no directory " + path);
    }
    if (!isRun()) {
      throw new IllegalArgumentException(
          path + " is not a run: it lacks experiment.yaml or run.json");
    }
    return this;
  }

  /**
   * This directory, as a run's whose study has begun.
   *
   * @throws IllegalArgumentException if it is not a run, or nothing was stored yet
   */
  public RunDirectory requireStudy() {
    requireRun();
    if (!studies().place().exists()) {
      throw new IllegalArgumentException(
          path
              + " has no database yet: the run ended before its first trial; continue it with"
              + " 'paretune resume "
              + path
              + "'");
    }
    return this;
  }

  /**
   * This directory, which must be free for a new run: absent or empty.
   *
   * @throws IllegalArgumentException if it holds a run or other files, or cannot be a run's
   */
  public RunDirectory requireFree() {
    if (isRun()) {
      throw new IllegalArgumentException(
          path
              + " holds a run already, which is never overwritten: continue it with 'paretune"
              + " resume "
              + path
              + "', or give another directory with --out");
    }
    // as the database gets it
    Path whole = path.toAbsolutePath().normalize();
    if (whole.toString().contains(";")) {
      throw new IllegalArgumentException(
          whole
              + " must not hold ';', which the study's database takes for the end of its name; give"
              + " another --out");
    }
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException(path + " is a file, not a directory; give another --out");
    }
    if (Files.isDirectory(path)) {
      requireEmpty();
    }
    return this;
  }

  private void requireEmpty() {
    try (Stream<Path> inside = Files.list(path)) {
      inside
          .findAny()
          .ifPresent(
              file -> {
                throw new IllegalArgumentException(
                    path
                        + " holds other files, such as "
                        + file.getFileName()
                        + "; give an empty or new directory with --out");
              });
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          path + " cannot be read: " + IoReasons.of(unreadable), unreadable);
    }
  }
}
