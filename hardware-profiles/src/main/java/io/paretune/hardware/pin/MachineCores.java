package io.paretune.hardware.pin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The cores that Linux lets this process use. The root of the files is an argument, so that
 * machines can be written down in tests.
 */
public final class MachineCores {
  private static final String ALLOWED = "Cpus_allowed_list:";

  private final Path root;

  MachineCores(Path root) {
    this.root = root;
  }

  public static MachineCores ofThisMachine() {
    return new MachineCores(Path.of("/"));
  }

  /**
   * The cores for some threads, the measuring thread's first; empty where they are not known or too
   * few. The same in every call of a process whose affinity nobody changes.
   */
  public List<Integer> choose(int threads) {
    return allowed("proc/self/status")
        .map(CoreList::parse)
        .map(cores -> CoreList.choose(cores, this::siblings, threads))
        .orElse(List.of());
  }

  /** What the status file of a task says of the cores it may run on. */
  Optional<String> allowed(String status) {
    return text(status)
        .flatMap(all -> all.lines().filter(line -> line.startsWith(ALLOWED)).findFirst())
        .map(line -> line.substring(ALLOWED.length()).strip());
  }

  private List<Integer> siblings(int core) {
    return text("sys/devices/system/cpu/cpu" + core + "/topology/thread_siblings_list")
        .map(CoreList::parse)
        .orElse(List.of(core));
  }

  private Optional<String> text(String path) {
    try {
      return Optional.of(Files.readString(root.resolve(path)));
    } catch (IOException notShown) {
      return Optional.empty();
    }
  }
}
