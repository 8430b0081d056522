package io.paretune.experiments.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trial's directory: its assignment as JSON, the process that evaluates it, and whatever that
 * leaves there.
 *
 * @param path the directory
 */
record TrialDirectory(Path path) {

  private static final Logger LOG = LoggerFactory.getLogger(TrialDirectory.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The system's clock may be set between two looks at when a process began. */
  private static final Duration SAME_START = Duration.ofSeconds(2);

  Path assignment() {
    return path.resolve("assignment.json");
  }

  private Path process() {
    return path.resolve("process");
  }

  /**
   * Makes the directory, with the assignment, and ends what an earlier evaluation of the trial left
   * running because its worker was killed.
   */
  void open(Map<String, Object> values) throws IOException, InterruptedException {
    Files.createDirectories(path);
    if (Files.exists(process())) {
      endLeftOver(Files.readString(process()).split(" ", -1));
    }
    try {
      String json = JSON.writeValueAsString(values) + "\n";
      WholeFile.write(assignment(), unfinished -> Files.writeString(unfinished, json));
    } catch (JsonProcessingException unwritable) {
      throw new IllegalStateException("an assignment must be JSON: " + values, unwritable);
    }
  }

  /** Remembers who evaluates the trial. A number alone would not do: they are used again. */
  void remember(ProcessHandle process) throws IOException {
    Instant start = process.info().startInstant().orElse(Instant.EPOCH);
    Files.writeString(process(), process.pid() + " " + start.toEpochMilli());
  }

  private static void endLeftOver(String[] said) throws InterruptedException {
    long pid;
    Instant start;
    try {
      pid = Long.parseLong(said[0]);
      start = Instant.ofEpochMilli(Long.parseLong(said[said.length - 1]));
    } catch (NumberFormatException cutOff) {
      return;
    }
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process == null) {
      return;
    }
    Instant began = process.info().startInstant().orElse(Instant.MAX);
    if (Duration.between(start, began).abs().compareTo(SAME_START) < 0) {
      LOG.warn("process {} of an earlier evaluation still runs and is ended", pid);
      ProcessTree.end(process, Duration.ZERO);
    }
  }

  /** Takes away what only the evaluation needed; the directory stays if the program used it. */
  void close() throws IOException {
    Files.deleteIfExists(process());
    try (var inside = Files.list(path)) {
      if (inside.anyMatch(file -> !file.equals(assignment()))) {
        return;
      }
    }
    Files.deleteIfExists(assignment());
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException justWritten) {
      LOG.debug("{} is in use", path);
    }
  }
}
