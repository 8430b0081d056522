package io.paretune.experiments.coordinator;

import io.paretune.experiments.measuring.QueueState;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with one line a change of state: {@code time=... event=trial trial=3 worker=0
 * state=COMPLETE}. A value that holds more than letters, digits and {@code -_.:+/} is quoted, with
 * {@code \"}, {@code \\} and {@code \n}. Appended, so that it tells of every start of the run; what
 * each epoch reported is in the database alone.
 *
 * <p>A line that cannot be written is said once and does not end the run.
 */
public final class CoordinatorLog implements RunListener {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorLog.class);

  /** Beside the log: what waits to be measured. */
  public static final String QUEUE = "measuring.json";

  private static final Pattern MEASURING = Pattern.compile("trial (\\d+): measuring.*");
  private static final Pattern PLAIN = Pattern.compile("[\\w.:+/-]+");

  private final Path file;
  private final Clock clock;
  private final String stage;
  private final Map<Long, Integer> workers = new ConcurrentHashMap<>();

  /** Workers that are measuring, and which trial. */
  private final Map<Integer, String> measuring = new ConcurrentHashMap<>();

  private boolean broken;

  /**
   * A log of a search.
   *
   * @param file its directory exists
   * @param clock for the times
   */
  public CoordinatorLog(Path file, Clock clock) {
    this(file, clock, "");
  }

  /**
   * A log of what comes before a search or after it, whose trials are others.
   *
   * @param stage what it is, said where it begins
   */
  public CoordinatorLog(Path file, Clock clock, String stage) {
    this.file = file;
    this.clock = clock;
    this.stage = stage;
  }

  @Override
  public void runStarted(long finished) {
    nothingWaits();
    String state = finished == 0 ? "started" : "resumed";
    write("run", fields("state", state, "finished", finished, "stage", stage));
  }

  @Override
  public void runEnded(String reason) {
    nothingWaits();
    write("run", fields("state", "ended", "reason", reason));
  }

  @Override
  public void workerChanged(int worker, WorkerState state, String detail) {
    if (state == WorkerState.LOST) {
      measuringEnded(worker);
    }
    write("worker", fields("worker", worker, "state", state, "reason", detail));
  }

  @Override
  public void trialStarted(int worker, long trial, int attempt) {
    workers.put(trial, worker);
    write(
        "trial", fields("trial", trial, "worker", worker, "state", "RUNNING", "attempt", attempt));
  }

  /** Only that a worker measures, and that it goes on: what it does otherwise is in the trial. */
  @Override
  public void phaseChanged(int worker, String phase) {
    Matcher begun = MEASURING.matcher(phase);
    if (begun.matches()) {
      if (measuring.put(worker, begun.group(1)) == null) {
        write("measuring", fields("trial", begun.group(1), "worker", worker, "state", "BEGUN"));
      }
    } else {
      measuringEnded(worker);
    }
  }

  private void measuringEnded(int worker) {
    String trial = measuring.remove(worker);
    if (trial != null) {
      write("measuring", fields("trial", trial, "worker", worker, "state", "ENDED"));
    }
  }

  @Override
  public void trialResumed(long trial) {
    String reason = "it was trained before and only has to be measured";
    write("resumed", fields("trial", trial, "reason", reason));
  }

  @Override
  public void trialChanged(Trial trial) {
    Integer worker = workers.remove(trial.number());
    write(
        "trial",
        fields(
            "trial", trial.number(),
            "worker", worker == null ? "" : worker,
            "state", trial.state(),
            "reason", trial.reason()));
  }

  /** Keeps it beside the log: written anew each time, since it is the present that is asked for. */
  @Override
  public void measuringChanged(QueueState state) {
    try {
      state.write(file.resolveSibling(QUEUE));
    } catch (IOException unwritable) {
      LOG.debug("{}: {}", QUEUE, unwritable.toString());
    }
  }

  /** What a run left that was killed is no longer so. */
  private void nothingWaits() {
    try {
      Files.deleteIfExists(file.resolveSibling(QUEUE));
    } catch (IOException kept) {
      LOG.debug("{}: {}", QUEUE, kept.toString());
    }
  }

  @Override
  public void warned(String message) {
    write("warning", fields("reason", message));
  }

  /** Names and values in turn, without those that are empty. */
  private static Map<String, String> fields(Object... namesAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String value = namesAndValues[i + 1].toString();
      if (!value.isEmpty()) {
        fields.put(namesAndValues[i].toString(), value);
      }
    }
    return fields;
  }

  private synchronized void write(String event, Map<String, String> fields) {
    String line =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + quoted(field.getValue()))
            .collect(
                Collectors.joining(" ", "time=" + clock.instant() + " event=" + event + " ", "\n"));
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      if (!broken) {
        LOG.warn("{} cannot be written: {}", file, unwritable.toString());
      }
      broken = true;
    }
  }

  private static String quoted(String value) {
    return PLAIN.matcher(value).matches()
        ? value
        : '"'
            + value
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\r", "\\r")
                .replace("\n", "\\n")
            + '"';
  }
}
