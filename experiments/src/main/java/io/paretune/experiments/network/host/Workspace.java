package io.paretune.experiments.network.host;

import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.experiments.network.transfer.Area;
import io.paretune.experiments.network.transfer.FileCourier;
import io.paretune.experiments.network.transfer.FileEntry;
import io.paretune.experiments.network.transfer.InputSet;
import io.paretune.experiments.network.transfer.KnownHashes;
import io.paretune.experiments.network.transfer.SoundFile;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.hardware.Digest;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.yaml.YamlValues;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a host keeps what coordinators send and what trials leave: {@code files} by content, each
 * once; {@code inputs}, the directories of experiments made of them; {@code runs}, a directory
 * each. Shared by all workers of the host. What programs of trials spoil in {@code inputs} is found
 * before the next worker begins, and brought anew. It may be emptied when none is at work.
 */
final class Workspace {

  private final Path directory;

  Workspace(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  /** The directory of a run. */
  RunDirectory run(String name) {
    return new RunDirectory(
        directory.resolve("runs").resolve(name.replaceAll("[^A-Za-z0-9._-]", "_")));
  }

  /**
   * Brings what a job needs.
   *
   * @return the job's setup, with paths of this machine
   * @throws IOException if it cannot be brought
   * @throws IllegalStateException if this machine has other data where the experiment's should be
   */
  ToWorker.Setup prepare(ToHost.Job job, FileCourier courier) throws IOException {
    InputSet inputs = courier.inputs();
    RunDirectory run = run(job.run());
    Files.createDirectories(run.logs());
    Map<String, Path> elsewhere = new TreeMap<>();
    Path base = base(inputs, elsewhere, courier);
    OneAtATime.with(run.path().resolve("kept.lock"), () -> bring(courier, run));
    return job.setup()
        .in(
            base.toString(),
            rewritten(job.setup(), elsewhere),
            new ToWorker.Directories(run.path().toString(), run.shared().toString()));
  }

  /**
   * Fetches what was made once for all trials and is not here whole; gives the number of files. How
   * this host has cut a training that it is at stays, since its checkpoint is named by that.
   */
  private static int bring(FileCourier courier, RunDirectory run) throws IOException {
    int brought = 0;
    for (FileEntry file : courier.kept()) {
      Path target = directory(file.area(), run).resolve(file.name());
      if (Files.exists(target) && hash(target).equals(file.sha256())) {
        continue;
      }
      if (file.area() == Area.PLAN) {
        Path told = target.resolveSibling(file.name() + ".told");
        courier.fetch(file, told);
        TimeAllowed.in(target, Clock.systemUTC()).takeOver(told);
        Files.delete(told);
      } else {
        courier.fetch(file, target);
      }
      brought++;
    }
    return brought;
  }

  private static Path directory(Area area, RunDirectory run) {
    return switch (area) {
      case SHARED -> run.shared();
      case PLAN -> run.path();
      case INPUT, ARTIFACT, TRIAL ->
          throw new IllegalArgumentException(area + " is not made once for all trials");
    };
  }

  private Path base(InputSet inputs, Map<String, Path> elsewhere, FileCourier courier)
      throws IOException {
    String id = identity(inputs);
    Path base = directory.resolve("inputs").resolve(id);
    Files.createDirectories(base);
    Map<String, Path> there = new LinkedHashMap<>();
    for (Map.Entry<String, String> outside : inputs.outside().entrySet()) {
      String place = outside.getValue();
      Path original = Path.of(place.substring(".outside".length()));
      if (Files.exists(original)) {
        requireSame(original, below(inputs.files(), place));
        there.put(place, original);
      } else {
        elsewhere.put(outside.getKey(), base.resolve(place));
      }
    }
    return OneAtATime.with(
        directory.resolve("inputs").resolve(id + ".lock"),
        () -> {
          for (InputSet.InputFile file : inputs.files()) {
            if (there.keySet().stream().noneMatch(place -> isBelow(file, place))) {
              place(file, base.resolve(file.place()), courier);
            }
          }
          return base;
        });
  }

  private static String identity(InputSet inputs) {
    StringBuilder content = new StringBuilder();
    for (InputSet.InputFile file : inputs.files()) {
      content.append(file.place()).append('\0').append(file.sha256()).append('\n');
    }
    return Digest.sha256(content.toString()).substring(0, 24);
  }

  private static boolean isBelow(InputSet.InputFile file, String place) {
    return file.place().equals(place) || file.place().startsWith(place + "/");
  }

  private static List<InputSet.InputFile> below(List<InputSet.InputFile> files, String place) {
    return files.stream().filter(file -> isBelow(file, place)).toList();
  }

  /** What lies at the same absolute path here must be the same: then it need not be sent. */
  private static void requireSame(Path original, List<InputSet.InputFile> files)
      throws IOException {
    for (InputSet.InputFile file : files) {
      Path here = Path.of(file.original());
      String differs =
          !Files.isRegularFile(here)
              ? "is missing"
              : Files.size(here) != file.bytes() || !hash(here).equals(file.sha256())
                  ? "has other content"
                  : "";
      if (!differs.isEmpty()) {
        throw new IllegalStateException(
            "the data at "
                + original
                + " are others than the study's: "
                + here
                + " "
                + differs
                + "; bring the same, or move them away so that they are sent");
      }
    }
  }

  private static String hash(Path file) throws IOException {
    return new KnownHashes().of(file);
  }

  private void place(InputSet.InputFile file, Path target, FileCourier courier) throws IOException {
    if (SoundFile.is(target, file.sha256(), file.bytes())) {
      return;
    }
    Path content = content(file, courier);
    Files.createDirectories(target.getParent());
    Files.deleteIfExists(target);
    if (file.executable()) {
      // a copy: the same content may be no program elsewhere
      Files.copy(content, target);
      if (!target.toFile().setExecutable(true)) {
        throw new IOException(target + " cannot be made executable");
      }
      SoundFile.seal(target, file.sha256());
      return;
    }
    try {
      Files.createLink(target, content);
    } catch (FileAlreadyExistsException there) {
      throw there;
    } catch (IOException | UnsupportedOperationException noLinks) {
      Files.copy(content, target);
      SoundFile.seal(target, file.sha256());
    }
  }

  /** A file by its content, brought now if it is not here whole; workers that want it wait. */
  private Path content(InputSet.InputFile file, FileCourier courier) throws IOException {
    String hash = file.sha256();
    Path content = directory.resolve("files").resolve(hash.substring(0, 2)).resolve(hash);
    Files.createDirectories(content.getParent());
    return OneAtATime.with(
        content.resolveSibling(hash + ".lock"),
        () -> {
          if (!SoundFile.is(content, hash, file.bytes())) {
            Files.deleteIfExists(content);
            courier.fetch(new FileEntry(Area.INPUT, hash, file.bytes(), hash), content);
            SoundFile.seal(content, hash);
          }
          return content;
        });
  }

  /** The experiment with the paths of files that lie elsewhere here. */
  private static String rewritten(ToWorker.Setup setup, Map<String, Path> elsewhere) {
    if (elsewhere.isEmpty()
        || !(YamlValues.value(setup.experiment().source(), setup.experiment().text())
            instanceof Map<?, ?> values)) {
      return setup.experiment().text();
    }
    Map<String, Object> moved = new LinkedHashMap<>();
    values.forEach((key, value) -> moved.put(String.valueOf(key), moved(value, elsewhere)));
    return YamlValues.text(moved);
  }

  private static Object moved(Object value, Map<String, Path> elsewhere) {
    if (value instanceof Map<?, ?> section) {
      Map<String, Object> moved = new LinkedHashMap<>();
      section.forEach((key, inner) -> moved.put(String.valueOf(key), moved(inner, elsewhere)));
      return moved;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(inner -> moved(inner, elsewhere)).toList();
    }
    Path path = value instanceof String text ? elsewhere.get(text) : null;
    return path == null ? value : path.toString();
  }
}
