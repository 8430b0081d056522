package io.paretune.experiments.command.terminal;

import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.source.ReadingProgress;
import io.paretune.experiments.evaluation.Sources;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Says how far a long reading of data is: a line every few seconds, none for what is quick. */
public final class ReadingLines implements ReadingProgress {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** So many images take their time, so that their number is said at once. */
  private static final int MANY = 2000;

  private final PrintStream out;
  private final Clock clock;
  private final Set<String> waitedFor = new HashSet<>();
  private Instant last;

  ReadingLines(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.last = clock.instant();
  }

  /** Sources that say so on standard error. */
  public static Sources sources() {
    return new Sources(
        spec -> DataSets.open(spec, new ReadingLines(System.err, Clock.systemUTC())));
  }

  @Override
  public synchronized void begins(List<String> lines) {
    lines.forEach(out::println);
  }

  @Override
  public synchronized void waits(String part) {
    if (waitedFor.add(part)) {
      out.printf("reading %s: another process does it, which is waited for%n", part);
    }
  }

  @Override
  public synchronized void read(String part, int done, int all) {
    Instant now = clock.instant();
    boolean begins = done == 0 && all >= MANY;
    if (begins || Duration.between(last, now).compareTo(PAUSE) >= 0) {
      out.printf(Locale.ROOT, "reading %s: %,d of %,d images%n", part, done, all);
      last = now;
    }
  }
}
