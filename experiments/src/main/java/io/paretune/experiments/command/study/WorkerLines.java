package io.paretune.experiments.command.study;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What each worker of a run did, a line each, from the run's log: the log alone knows workers by
 * name, and knows those that are gone. Time and memory grow with the log and the number of workers.
 */
final class WorkerLines {

  private static final Pattern LINE =
      Pattern.compile(
          "time=(\\S+) event=(?:(run) state=(\\w+).*"
              + "|(worker) worker=(\\d+) state=(\\w+)(?: reason=\"?([^\"]*)\"?)?.*"
              + "|(trial) trial=(\\d+) worker=(\\d+) state=(\\w+).*)");

  /** A worker's name as a line shows it: those of one machine stand together. */
  private final Map<String, Work> byName = new TreeMap<>();

  /** Who has a place now: a place is given on when its worker is gone. */
  private final Map<Integer, Work> places = new HashMap<>();

  private Instant last = Instant.EPOCH;

  private static final class Work {
    private long trials;
    private long failures;
    private Duration present = Duration.ZERO;
    private Duration busy = Duration.ZERO;
    private Instant came = Instant.EPOCH;
    private Instant began = Instant.EPOCH;
    private String trial = "";
    private String gone = "";

    void endTrial(Instant at) {
      if (!trial.isEmpty()) {
        busy = busy.plus(Duration.between(began, at));
        trial = "";
      }
    }

    void leave(Instant at, String how) {
      endTrial(at);
      present = present.plus(Duration.between(came, at));
      gone = how;
    }
  }

  private WorkerLines() {}

  /**
   * One line a worker, by name; nothing without a log.
   *
   * @param log a run's log of states
   * @param now until when those that are there have been; of a run that nobody writes, any moment
   *     before its last word
   */
  static String of(Path log, Instant now) throws IOException {
    WorkerLines lines = new WorkerLines();
    if (Files.isRegularFile(log)) {
      // unlike Files.lines, this reads on where a full disk cut a letter in two
      try (BufferedReader all =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
        all.lines().map(LINE::matcher).filter(Matcher::matches).forEach(lines::read);
      }
    }
    return lines.text(now);
  }

  private void read(Matcher line) {
    Instant before = last;
    last = Instant.parse(line.group(1));
    if (line.group(2) != null) {
      // a start that was killed left workers without an end: they were there until its last word
      Instant end = line.group(3).equals("ended") ? last : before;
      places.values().forEach(worker -> worker.leave(end, "gone"));
      places.clear();
    } else if (line.group(4) != null) {
      worker(Integer.parseInt(line.group(5)), line.group(6), line.group(7));
    } else {
      trial(line);
    }
  }

  private void worker(int place, String state, String reason) {
    switch (state) {
      case "STARTED" -> {
        Work worker =
            byName.computeIfAbsent(reason == null ? "worker " + place : reason, none -> new Work());
        worker.came = last;
        worker.gone = "";
        places.put(place, worker);
      }
      case "LOST", "RETIRED" -> {
        Work worker = places.remove(place);
        if (worker != null) {
          worker.failures += state.equals("LOST") ? 1 : 0;
          worker.leave(last, state.toLowerCase(Locale.ROOT));
        }
      }
      default -> {
        // what it is set up with is no work
      }
    }
  }

  private void trial(Matcher line) {
    Work worker = places.get(Integer.parseInt(line.group(10)));
    if (worker == null) {
      return;
    }
    worker.endTrial(last);
    if (line.group(11).equals("RUNNING")) {
      worker.trial = line.group(9);
      worker.began = last;
    } else {
      worker.trials++;
      worker.failures += line.group(11).equals("FAILED") ? 1 : 0;
    }
  }

  private String text(Instant now) {
    Instant end = now.isAfter(last) ? now : last;
    return byName.entrySet().stream()
        .map(entry -> line(entry.getKey(), entry.getValue(), end))
        .collect(Collectors.joining());
  }

  private static String line(String name, Work worker, Instant end) {
    boolean there = worker.gone.isEmpty();
    Duration present =
        there ? worker.present.plus(Duration.between(worker.came, end)) : worker.present;
    Duration busy =
        worker.trial.isEmpty()
            ? worker.busy
            : worker.busy.plus(Duration.between(worker.began, end));
    String now = worker.trial.isEmpty() ? "idle" : "trial " + worker.trial;
    return String.format(
        Locale.ROOT,
        "worker       %s: %d trials, %d failures; at work %.0f %% of its time; %s%n",
        name,
        worker.trials,
        worker.failures,
        100.0 * busy.toMillis() / Math.max(1, present.toMillis()),
        there ? now : worker.gone);
  }
}
