package io.paretune.evaluators.trial.preparation.kept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.hardware.Digest;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long a run lets its preparations take, and by how much a training was cut short to keep to
 * it. Kept in a file of the run, so that all its processes, and those that go on with it later,
 * mean the same trainings.
 */
public final class TimeAllowed {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final double MILLIS = 1000;

  /** Share of the time that is the epochs'; the rest is for scores and checkpoints. */
  private static final double EPOCHS = 0.95;

  private final Optional<Path> file;
  private final Clock clock;
  private final String name;
  private final boolean limited;

  /**
   * From one epoch on a training was to end sooner.
   *
   * @param after epochs that had been trained
   * @param epochs in all from then on
   * @param within the time that the training had, in milliseconds
   */
  public record Cut(int after, int epochs, long within) {}

  /**
   * A span of time.
   *
   * @param until its end, in milliseconds of the epoch; 0 for never
   * @param length what it was to be, in milliseconds; 0 for endless
   */
  public record Limit(long until, long length) {
    private static final Limit NONE = new Limit(0, 0);

    /** Whether there is an end. */
    public boolean limits() {
      return until != 0;
    }
  }

  /**
   * What is kept.
   *
   * @param limit of all preparations
   * @param cuts of each in their order, by its name
   */
  private record Kept(Limit limit, Map<String, List<Cut>> cuts) {}

  private TimeAllowed(Optional<Path> file, Clock clock, String name, boolean limited) {
    this.file = file;
    this.clock = clock;
    this.name = name;
    this.limited = limited;
  }

  /** Whatever it takes. */
  public static TimeAllowed unlimited() {
    return new TimeAllowed(Optional.empty(), Clock.systemUTC(), "", false);
  }

  /**
   * What a file says.
   *
   * @param file need not exist, which is whatever it takes
   */
  public static TimeAllowed in(Path file, Clock clock) {
    return new TimeAllowed(Optional.of(file), clock, "", true);
  }

  /** The same trainings, however long they take: for those who find that one is missing. */
  public TimeAllowed whateverItTakes() {
    return new TimeAllowed(file, clock, name, false);
  }

  /** The same time for one of several preparations, which has cuts of its own. */
  TimeAllowed of(String preparation) {
    return new TimeAllowed(file, clock, preparation, limited);
  }

  /**
   * Lets it take until then from now on.
   *
   * @param end empty for whatever it takes
   * @param length of the time, by which runs are compared
   */
  public void until(Optional<Instant> end, Duration length) {
    Kept kept = kept();
    Limit limit =
        end.map(instant -> new Limit(instant.toEpochMilli(), length.toMillis())).orElse(Limit.NONE);
    if (!kept.limit().equals(limit)) {
      keep(new Kept(limit, kept.cuts()));
    }
  }

  /**
   * Has the time that another file of the same run tells, and its cuts of whatever it knows.
   *
   * @throws IllegalArgumentException if that file is damaged
   */
  public void takeOver(Path told) {
    Kept theirs = in(told, clock).kept();
    Map<String, List<Cut>> cuts = new TreeMap<>(kept().cuts());
    cuts.putAll(theirs.cuts());
    keep(new Kept(theirs.limit(), cuts));
  }

  /** What files of this run's own are called by, beside those that are any run's. */
  String owner() {
    return file.map(path -> "." + Digest.sha256(path.toAbsolutePath().toString()).substring(0, 8))
        .orElse("");
  }

  /** The time. */
  Limit limit() {
    return limited ? kept().limit() : Limit.NONE;
  }

  /** By how much the training was cut so far. */
  List<Cut> cuts() {
    return kept().cuts().getOrDefault(name, List.of());
  }

  /** Whether it was said how it is cut, or that it is not. */
  boolean isDecided() {
    return kept().cuts().containsKey(name);
  }

  /** Means a training that was cut so, and no other, from now on. */
  void mean(List<Cut> cuts) {
    Kept kept = kept();
    Map<String, List<Cut>> all = new TreeMap<>(kept.cuts());
    all.put(name, List.copyOf(cuts));
    keep(new Kept(kept.limit(), all));
  }

  /**
   * How many epochs there will be, going by how long each takes; less than was planned is kept as a
   * cut.
   *
   * @param done epochs behind it
   * @param planned in all
   * @param each how long each of the others takes
   * @param after what follows them, as so many epochs
   */
  int epochs(int done, int planned, Duration each, double after) {
    int epochs = fitting(done, planned, each, after);
    if (epochs < planned) {
      cut(done, epochs);
    }
    return epochs;
  }

  /** As {@link #epochs}, of a training that nobody else has to mean: nothing is kept of it. */
  int fitting(int done, int planned, Duration each, double after) {
    if (!limit().limits()) {
      return planned;
    }
    long left = Math.round(EPOCHS * left().toMillis() - after * each.toMillis());
    int fitting = (int) Math.max(0, Math.min(planned, left / Math.max(1, each.toMillis())));
    return Math.min(planned, done + fitting);
  }

  /** Means a training that ends where it stands, after so many epochs, which may be none. */
  void end(int done) {
    cut(done, done);
  }

  private void cut(int done, int epochs) {
    List<Cut> cuts = new ArrayList<>(cuts());
    cuts.add(new Cut(done, epochs, limit().length()));
    mean(cuts);
  }

  /** The time, as it is to be compared with other runs': what was cut within less is worth less. */
  Limit worth() {
    Limit limit = limit();
    long least = cuts().stream().mapToLong(Cut::within).min().orElse(limit.length());
    return new Limit(limit.until(), Math.min(limit.length(), least));
  }

  /** What is left of a time that is limited; negative if it is over. */
  Duration left() {
    return Duration.ofMillis(limit().until() - clock.millis());
  }

  /** Whether so much time is left. */
  public boolean leaves(Duration time) {
    return !limit().limits() || time.compareTo(left()) < 0;
  }

  /**
   * Refuses a limit within which something indispensable does not end.
   *
   * @param what it is
   * @param rest what is expected of it
   * @param fix what to do beside raising the limit
   * @throws TimeTooShortException naming both times
   */
  public void require(String what, Duration rest, String fix) {
    if (limit().limits() && rest.compareTo(left()) > 0) {
      throw new TimeTooShortException(
          "the time limit must leave time for %s, got %.0f s for what takes %.0f s more; raise the time limit, or %s"
              .formatted(
                  what, Math.max(0, left().toMillis() / MILLIS), rest.toMillis() / MILLIS, fix));
    }
  }

  private Kept kept() {
    if (file.isEmpty() || !Files.exists(file.get())) {
      return new Kept(Limit.NONE, Map.of());
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
    if (file.isEmpty()) {
      return;
    }
    Path path = file.get();
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      String text = JSON.writeValueAsString(kept);
      WholeFile.write(path, unfinished -> Files.writeString(unfinished, text));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(path + " cannot be written", unwritable);
    }
  }
}
