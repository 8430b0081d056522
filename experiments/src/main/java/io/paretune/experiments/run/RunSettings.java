package io.paretune.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.IoReasons;
import io.paretune.hardware.WholeFile;
import io.paretune.search.study.Budget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was said on the command line beside the experiment; a resumed run goes by it. Absent values
 * leave the experiment's.
 *
 * @param source the experiment file's name
 * @param base directory against which its relative paths are resolved
 * @param seed the study's seed
 * @param trials finished trials in all
 * @param workers number of worker processes
 * @param timeLimitMillis time limit of one start, in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSettings(
    String source,
    String base,
    @Nullable Long seed,
    @Nullable Long trials,
    @Nullable Integer workers,
    @Nullable Long timeLimitMillis) {

  /** Refuses a file that lacks what is always written. */
  public RunSettings {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(base, "base");
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Settings that leave everything as the experiment says it. */
  public static RunSettings of(ExperimentFile file) {
    return new RunSettings(file.source(), file.base().toString(), null, null, null, null);
  }

  /** These settings, changed where a value is given. */
  public RunSettings with(
      Optional<Long> newSeed,
      Optional<Long> newTrials,
      Optional<Integer> newWorkers,
      Optional<Duration> newLimit) {
    return new RunSettings(
        source,
        base,
        newSeed.orElse(seed),
        newTrials.orElse(trials),
        newWorkers.orElse(workers),
        newLimit.map(Duration::toMillis).orElse(timeLimitMillis));
  }

  /** The experiment as these settings change it. */
  public ExperimentSpec apply(ExperimentSpec spec) {
    Budget budget =
        new Budget(
            trials == null ? spec.budget().trials() : trials,
            timeLimitMillis == null
                ? spec.budget().timeLimit()
                : Optional.of(Duration.ofMillis(timeLimitMillis)));
    return new ExperimentSpec(
        spec.name(),
        spec.evaluation(),
        spec.goals(),
        new ExperimentSpec.Search(
            seed == null ? spec.seed() : seed,
            spec.sampler(),
            spec.pruner(),
            budget,
            spec.options()),
        spec.places().with(workers == null ? spec.workers() : spec.workers().withCount(workers)));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the file was damaged
   */
  public static RunSettings read(Path file) {
    try {
      RunSettings settings = JSON.readValue(Files.readString(file), RunSettings.class);
      if (settings == null) {
        throw new IllegalArgumentException(file + " is damaged: it holds nothing");
      }
      return settings;
    } catch (JsonProcessingException damaged) {
      throw new IllegalArgumentException(
          file + " is damaged: " + damaged.getOriginalMessage(), damaged);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          file + " cannot be read: " + IoReasons.of(unreadable), unreadable);
    }
  }

  /** Writes whole or not at all. */
  public void write(Path file) {
    try {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
      WholeFile.write(file, unfinished -> Files.writeString(unfinished, text));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          file + " cannot be written: " + IoReasons.of(unwritable), unwritable);
    }
  }
}
