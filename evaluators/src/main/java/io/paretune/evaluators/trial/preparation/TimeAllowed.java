package io.paretune.evaluators.trial.preparation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long a run lets its preparation take, and by how much that was cut short to keep to it. Kept
 * in a file of the run, so that all its processes, and those that go on with it later, mean the
 * same training.
 */
public final class TimeAllowed {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final double MILLIS = 1000;

  /** Share of the time that is the epochs'; the rest is for scores and checkpoints. */
  private static final double EPOCHS = 0.95;

  private final Optional<Path> file;
  private final Clock clock;

  /**
   * From one epoch on a training was to end sooner.
   *
   * @param after epochs that had been trained
   * @param epochs in all from then on
   */
  public record Cut(int after, int epochs) {}

  /**
   * What is kept.
   *
   * @param until when the preparation has to be done, in milliseconds of the epoch; 0 for never
   * @param cuts in their order
   */
  private record Kept(long until, List<Cut> cuts) {}

  private TimeAllowed(Optional<Path> file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Whatever it takes. */
  public static TimeAllowed unlimited() {
    return new TimeAllowed(Optional.empty(), Clock.systemUTC());
  }

  /**
   * What a file says.
   *
   * @param file need not exist, which is whatever it takes
   */
  public static TimeAllowed in(Path file, Clock clock) {
    return new TimeAllowed(Optional.of(file), clock);
  }

  /** Lets it take until then from now on; empty for whatever it takes. */
  public void until(Optional<Instant> end) {
    Kept kept = kept();
    long millis = end.map(Instant::toEpochMilli).orElse(0L);
    if (kept.until() != millis) {
      keep(new Kept(millis, kept.cuts()));
    }
  }

  /** By how much it was cut so far. */
  public List<Cut> cuts() {
    return kept().cuts();
  }

  /**
   * How many epochs there will be, going by how long each takes; less than was planned is kept as a
   * cut.
   *
   * @param done epochs behind it
   * @param planned in all
   * @param each how long each of the others takes
   */
  int epochs(int done, int planned, Duration each) {
    Kept kept = kept();
    if (kept.until() == 0) {
      return planned;
    }
    long left = Math.round(EPOCHS * (kept.until() - clock.millis()));
    int fitting = (int) Math.max(0, Math.min(planned, left / Math.max(1, each.toMillis())));
    int epochs = Math.min(planned, done + fitting);
    if (epochs < planned) {
      List<Cut> cuts = new ArrayList<>(kept.cuts());
      cuts.add(new Cut(done, epochs));
      keep(new Kept(kept.until(), List.copyOf(cuts)));
    }
    return epochs;
  }

  /** Whether so much time is left. */
  boolean leaves(Duration time) {
    long until = kept().until();
    return until == 0 || clock.millis() + time.toMillis() < until;
  }

  /**
   * Refuses a limit within which not even the first epoch ends.
   *
   * @param rest what is expected of it
   * @throws TrainingException naming both times
   */
  void requireFirst(Duration rest) {
    long until = kept().until();
    long left = until - clock.millis();
    if (until != 0 && rest.toMillis() > left) {
      throw new TrainingException(
          "the time limit must leave time for one epoch of the shared network, got %.0f s for what takes %.0f s more; raise the time limit, or leave out sharing"
              .formatted(Math.max(0, left / MILLIS), rest.toMillis() / MILLIS));
    }
  }

  private Kept kept() {
    if (file.isEmpty() || !Files.exists(file.get())) {
      return new Kept(0, List.of());
    }
    try {
      return JSON.readValue(Files.readString(file.get()), Kept.class);
    } catch (JsonProcessingException damaged) {
      throw new IllegalArgumentException(
          file.get() + " is damaged: " + damaged.getOriginalMessage(), damaged);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file.get() + " cannot be read", unreadable);
    }
  }

  private void keep(Kept kept) {
    Path path = file.orElseThrow();
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      String text = JSON.writeValueAsString(kept);
      WholeFile.write(path, unfinished -> Files.writeString(unfinished, text));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(path + " cannot be written", unwritable);
    }
  }
}
