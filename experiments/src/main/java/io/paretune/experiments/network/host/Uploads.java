package io.paretune.experiments.network.host;

import io.paretune.experiments.network.transfer.Area;
import io.paretune.experiments.network.transfer.FileCourier;
import io.paretune.experiments.network.transfer.KnownHashes;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.FromWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Sends what a trial left, before its end is told: what the study names is there. */
final class Uploads {

  /** Names of a measurement's provenance that begin like this have a file's SHA-256. */
  private static final String ARTIFACT = "artifact";

  private final RunDirectory run;
  private final boolean preparing;
  private final KnownHashes hashes = new KnownHashes();
  private final Set<String> sent = new HashSet<>();

  /**
   * @param preparing whether the trials are a preparation, whose plan others go by
   */
  Uploads(RunDirectory run, boolean preparing) {
    this.run = run;
    this.preparing = preparing;
  }

  /**
   * Sends what is new.
   *
   * @param ended the trial's end
   */
  void send(FromWorker ended, FileCourier courier) throws IOException {
    if (ended instanceof FromWorker.Measured measured) {
      for (var fact : measured.provenance().entrySet()) {
        if (fact.getKey().startsWith(ARTIFACT) && fact.getValue().matches("[0-9a-f]{64}")) {
          Optional<Path> file = run.artifacts().path(fact.getValue());
          if (file.isPresent()) {
            once(file.get(), Area.ARTIFACT, courier);
          }
        }
      }
    }
    for (Path file : named(run.shared(), Area.SHARED)) {
      once(file, Area.SHARED, courier);
    }
    if (preparing && Files.exists(run.preparation())) {
      once(run.preparation(), Area.PLAN, courier);
    }
    Path trial = run.trials().resolve(Long.toString(ended.trial()));
    if (Files.isDirectory(trial)) {
      sendTrial(trial, courier);
    }
  }

  private void once(Path file, Area area, FileCourier courier) throws IOException {
    String name = String.valueOf(file.getFileName());
    // the plan of a preparation changes, all else is what its name says
    String known = area == Area.PLAN ? hashes.of(file) : name;
    if (!sent.contains(known)) {
      courier.send(file, area, name, hashes);
      sent.add(known);
    }
  }

  private static List<Path> named(Path directory, Area area) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(directory)) {
      return inside
          .filter(file -> area.accepts(String.valueOf(file.getFileName())))
          .sorted(Comparator.comparing((Path file) -> Area.isLast(file.toString())))
          .toList();
    }
  }

  /** What a program left goes to the coordinator and is no longer needed here. */
  private void sendTrial(Path trial, FileCourier courier) throws IOException {
    List<Path> left;
    try (Stream<Path> inside = Files.walk(trial)) {
      left = inside.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : left) {
      String name = run.trials().relativize(file).toString().replace('\\', '/');
      if (Files.isRegularFile(file) && Area.TRIAL.accepts(name)) {
        courier.send(file, Area.TRIAL, name, hashes);
      }
    }
    for (Path file : left) {
      Files.deleteIfExists(file);
    }
  }
}
