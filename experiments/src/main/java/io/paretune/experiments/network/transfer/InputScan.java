package io.paretune.experiments.network.transfer;

import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.onnx.read.file.ExternalFiles;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.hardware.yaml.YamlException;
import io.paretune.hardware.yaml.YamlValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds the files that an experiment names: every text of its sections that is the path of
 * something that is there. A file that is YAML is looked through in turn, a directory is taken
 * whole, a model with the files beside it that hold its tensors.
 */
public final class InputScan {

  /** Sections that name no file, or one that only the coordinator reads. */
  private static final Set<String> WITHOUT_FILES =
      Set.of(
          "name",
          "description",
          "seed",
          "objectives",
          "constraints",
          "report",
          "sampler",
          "pruner",
          "enqueue",
          "repeats",
          "warm-start",
          "budget",
          "workers",
          "space",
          "task",
          "family",
          "compression",
          "sharing",
          "artifacts");

  private static final String COMMAND = "command";
  private static final String RUN = "run";

  private final Path base;
  private final Map<String, InputSet.InputFile> files = new TreeMap<>();
  private final Map<String, String> outside = new LinkedHashMap<>();

  private InputScan(Path base) {
    this.base = base;
  }

  /**
   * Looks through an experiment; reads every file that it finds.
   *
   * @throws IllegalArgumentException if one of them cannot be read
   */
  public static InputSet of(ExperimentFile experiment) {
    InputScan scan = new InputScan(experiment.base().toAbsolutePath().normalize());
    try {
      if (YamlValues.value(experiment.source(), experiment.text()) instanceof Map<?, ?> sections) {
        for (Map.Entry<?, ?> section : sections.entrySet()) {
          String key = String.valueOf(section.getKey());
          if (!WITHOUT_FILES.contains(key)) {
            scan.look(key, section.getValue(), scan.base);
          }
        }
      }
    } catch (IOException | UncheckedIOException unreadable) {
      throw new IllegalArgumentException(
          "what the experiment reads cannot be sent to workers: " + unreadable.getMessage(),
          unreadable);
    }
    return new InputSet(scan.base.toString(), List.copyOf(scan.files.values()), scan.outside);
  }

  private void look(String key, Object value, Path folder) throws IOException {
    if (value instanceof Map<?, ?> section) {
      for (Map.Entry<?, ?> inner : section.entrySet()) {
        boolean words = key.equals(COMMAND) && RUN.equals(inner.getKey());
        look(words ? COMMAND : "", inner.getValue(), folder);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        // a program without a slash is looked for on the PATH, whatever lies here
        boolean program =
            key.equals(COMMAND) && i == 0 && !String.valueOf(list.get(i)).contains("/");
        if (!program) {
          look(key, list.get(i), folder);
        }
      }
    } else if (value instanceof String text && !DataSets.embedded().contains(text)) {
      Optional<Path> named = existing(text, folder);
      if (named.isPresent()) {
        found(text, named.get());
      }
    }
  }

  /** What a text names; nothing if it is no path, or one of everything. */
  private Optional<Path> existing(String text, Path folder) {
    if (text.isBlank() || text.length() > 1000) {
      return Optional.empty();
    }
    try {
      Path path = folder.resolve(text).normalize();
      boolean everything = base.startsWith(path);
      return everything || !Files.exists(path) ? Optional.empty() : Optional.of(path);
    } catch (InvalidPathException none) {
      return Optional.empty();
    }
  }

  private void found(String text, Path path) throws IOException {
    if (!path.startsWith(base)) {
      outside.put(text, place(path));
    }
    if (Files.isDirectory(path)) {
      try (Stream<Path> inside = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : (Iterable<Path>) inside.filter(Files::isRegularFile)::iterator) {
          add(file);
        }
      }
      return;
    }
    if (!add(path)) {
      return;
    }
    String name = String.valueOf(path.getFileName());
    Path folder = Optional.ofNullable(path.getParent()).orElse(base);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      try {
        look("", YamlValues.value(name, Files.readString(path)), folder);
      } catch (YamlException none) {
        // whoever reads it says so
      }
    } else if (name.endsWith(".onnx")) {
      for (Path beside : tensors(path)) {
        add(beside);
      }
    }
  }

  private static List<Path> tensors(Path model) throws IOException {
    try {
      return ExternalFiles.of(model, Files.readAllBytes(model));
    } catch (IllegalArgumentException none) {
      return List.of();
    }
  }

  /** Whether the file is new. */
  private boolean add(Path file) throws IOException {
    String place = place(file);
    if (files.containsKey(place)) {
      return false;
    }
    files.put(
        place,
        new InputSet.InputFile(
            place, file.toString(), Files.size(file), FileHash.of(file), Files.isExecutable(file)));
    return true;
  }

  /** Below the base as it is there; elsewhere under a name that no base has. */
  private String place(Path path) {
    return path.startsWith(base)
        ? base.relativize(path).toString()
        : ".outside" + (path.startsWith("/") ? path : "/" + path);
  }
}
