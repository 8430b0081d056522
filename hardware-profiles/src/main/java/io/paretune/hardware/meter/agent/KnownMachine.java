package io.paretune.hardware.meter.agent;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.OtherMachineException;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which machine answered first. From then on another's figures are refused: they would be merged
 * with those of the first. Thread-safe; the file is shared by the processes of a study.
 */
final class KnownMachine {
  private final Optional<Path> file;
  private Optional<Fingerprint> first = Optional.empty();

  private KnownMachine(Optional<Path> file) {
    this.file = file;
  }

  /** Forgotten with this object. */
  static KnownMachine inMemory() {
    return new KnownMachine(Optional.empty());
  }

  /**
   * Kept in a directory, for the agent of a profile, or for all of them, and one of its engines.
   */
  static KnownMachine of(HardwareProfile profile, Path directory) {
    boolean several = profile.agents().size() > 1;
    String name = several ? profile.name() : profile.agents().get(0).url().getRawAuthority();
    Engine engine = profile.deployment().engine();
    String file =
        (several ? "agents-" : "agent-")
            + name.replaceAll("[^A-Za-z0-9.-]", "_")
            // as it was called before there was another
            + (engine.equals(Engine.ONNX_RUNTIME) ? "" : "-" + engine);
    return new KnownMachine(Optional.of(directory.resolve(file + ".txt")));
  }

  /**
   * Remembers the first machine, and compares every further one with it.
   *
   * @throws OtherMachineException if it is another, with what differs
   */
  synchronized void check(URI address, Fingerprint machine) {
    Fingerprint known = first.or(this::read).orElseGet(() -> remember(machine));
    first = Optional.of(known);
    if (!known.id().equals(machine.id())) {
      throw new OtherMachineException(
          "the agent at "
              + address
              + " is another machine now: its fingerprint was "
              + known.id()
              + " at first and is "
              + machine.id()
              + " ("
              + differences(known, machine)
              + "); figures of different machines are never merged: restore it, or begin anew"
              + file.map(path -> " without " + path).orElse(""));
    }
  }

  static String differences(Fingerprint known, Fingerprint machine) {
    List<String> all = new ArrayList<>();
    Map<String, String> now = machine.toMap();
    known
        .toMap()
        .forEach(
            (key, was) -> {
              String is = String.valueOf(now.get(key));
              if (!is.equals(was)) {
                all.add(key + ": " + was + " -> " + is);
              }
            });
    String text = String.join("; ", all);
    return text.length() <= 300 ? text : text.substring(0, 300) + " ...";
  }

  private Fingerprint remember(Fingerprint machine) {
    if (file.isEmpty()) {
      return machine;
    }
    Path path = file.get();
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Path fresh = Files.createTempFile(path.toAbsolutePath().getParent(), "agent-", ".new");
      try {
        Files.write(
            fresh,
            machine.toMap().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
        // no replacing: the process that came first is right
        Files.move(fresh, path);
      } catch (FileAlreadyExistsException earlier) {
        Files.delete(fresh);
      }
    } catch (IOException e) {
      throw new HardwareException(
          "cannot remember in " + path + " which machine measures: " + e, e);
    }
    return read().orElse(machine);
  }

  private Optional<Fingerprint> read() {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Path path = file.get();
    try {
      Map<String, String> map = new LinkedHashMap<>();
      for (String line : Files.readAllLines(path)) {
        int equals = line.indexOf('=');
        map.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
      }
      return Optional.of(Fingerprint.fromMap(map));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new HardwareException(
          "the file " + path + ", which says what machine measures, cannot be read: " + e, e);
    }
  }
}
