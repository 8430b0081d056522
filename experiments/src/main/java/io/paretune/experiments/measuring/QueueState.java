package io.paretune.experiments.measuring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.hardware.WholeFile;
import io.paretune.hardware.meter.agent.AgentPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What waits to be measured; kept in a file that {@code status} and metrics read.
 *
 * @param waiting trials that no agent measures yet
 * @param firstSince when the first of them came, in milliseconds of the epoch; 0 if none waits
 * @param measuring trials that agents measure
 * @param agents who measures
 */
public record QueueState(
    int waiting, long firstSince, int measuring, List<AgentPool.Standing> agents) {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Copies the list. */
  public QueueState {
    agents = List.copyOf(agents);
  }

  /** How many seconds the first of them has waited. */
  public double longestSeconds(Instant now) {
    return firstSince == 0 ? 0 : Math.max(0, now.toEpochMilli() - firstSince) / 1000.0;
  }

  /** A few words; empty if nothing waits. */
  public String inWords(Instant now) {
    return waiting == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%d wait to be measured, the longest for %.0f s",
            waiting,
            longestSeconds(now));
  }

  /** Writes it whole. */
  public void write(Path file) throws IOException {
    byte[] text = JSON.writeValueAsBytes(this);
    WholeFile.write(file, unfinished -> Files.write(unfinished, text));
  }

  /** What was written last; nothing if there is no such file. */
  public static Optional<QueueState> read(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(JSON.readValue(Files.readAllBytes(file), QueueState.class))
        : Optional.empty();
  }
}
