package io.paretune.experiments.tracking.tensorboard;

import io.paretune.experiments.tracking.Tracker;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A study as folders of event files, {@code DIR/STUDY/trial-000017}: intermediate values by step,
 * metrics at the end, parameters as hyperparameters of the dashboard of that name; and {@code
 * DIR/STUDY/study}: the objectives of complete trials by the order in which they ended.
 *
 * <p>Events of a trial have one order, so that the number of records in a file says which are
 * there.
 */
public final class TensorBoardTracker implements Tracker {

  private static final double MILLIS = 1000;

  private final StudyFolder folder;
  private final StudyDefinition definition;
  private final Clock clock;
  private final Map<String, EventFile> open = new HashMap<>();
  private long order = -1;

  /**
   * A tracker; writes nothing yet.
   *
   * @param directory for {@code tensorboard --logdir}; the study has a folder of its name in it
   * @param study what tells the study from all others, wherever it is resumed
   */
  public TensorBoardTracker(Path directory, StudyDefinition definition, String study, Clock clock) {
    this.folder = new StudyFolder(directory, definition.name(), study);
    this.definition = definition;
    this.clock = clock;
  }

  @Override
  public String place() {
    return "TensorBoard's directory " + folder.path();
  }

  @Override
  public void take(List<Trial> trials) throws IOException {
    for (Trial trial : trials) {
      if (trial.state() != TrialState.WAITING) {
        String name = "trial-" + String.format(Locale.ROOT, "%06d", trial.number());
        add(name, Math.max(1, trial.attempts()), events(trial));
        if (trial.state().isFinished()) {
          open.remove(file(name, trial.attempts()));
        }
      }
    }
    List<Trial> complete =
        trials.stream()
            .filter(trial -> trial.state() == TrialState.COMPLETE && trial.finishOrder() > order)
            .sorted(Comparator.comparingLong(Trial::finishOrder))
            .toList();
    summarise(complete);
  }

  @Override
  public void end() {
    open.clear();
  }

  private static String file(String name, int attempt) {
    // TensorBoard looks for this word in names; an attempt that starts anew has a file of its own
    return name + "/events.out.tfevents." + Math.max(1, attempt) + ".paretune";
  }

  /** Adds those events that the file lacks. */
  private void add(String name, int attempt, List<byte[]> events) throws IOException {
    String key = file(name, attempt);
    EventFile file = open.get(key);
    if (file == null) {
      file = EventFile.open(folder.claimed().resolve(key));
      open.put(key, file);
    }
    if (file.records() < events.size()) {
      file.add(events.subList((int) file.records(), events.size()));
    }
  }

  private double seconds(Optional<Instant> at) {
    return at.map(Instant::toEpochMilli).orElseGet(clock::millis) / MILLIS;
  }

  private List<byte[]> events(Trial trial) {
    double began = seconds(trial.startedAt());
    List<byte[]> events = new ArrayList<>();
    events.add(Event.version(began));
    events.add(Event.started(began, "trial " + trial.number(), trial.assignment().asMap()));
    double now = seconds(trial.finishedAt());
    long step = 0;
    for (Report report : trial.reports()) {
      step = Math.max(step, report.step());
      events.add(Event.scalar(now, report.step(), "intermediate", report.value()));
    }
    if (trial.state().isFinished()) {
      Map<String, Double> metrics =
          trial.measurement().map(Measurement::metrics).orElse(trial.declared());
      long last = step;
      metrics.forEach((name, value) -> events.add(Event.scalar(now, last, name, value)));
      events.add(
          Event.ended(
              now,
              trial.state() == TrialState.FAILED ? Event.Status.FAILURE : Event.Status.SUCCESS));
    }
    return events;
  }

  private void summarise(List<Trial> complete) throws IOException {
    if (complete.isEmpty()) {
      return;
    }
    String key = file("study", 1);
    EventFile file = EventFile.open(folder.claimed().resolve(key));
    List<byte[]> events = new ArrayList<>();
    // the first time all complete trials are given, of which the file may have the first ones
    boolean all = order < 0;
    if (all) {
      events.add(Event.version(seconds(complete.get(0).finishedAt())));
    }
    for (Trial trial : complete) {
      for (Objective objective : definition.objectives()) {
        double value = trial.measurement().orElseThrow().metric(objective.name());
        double at = seconds(trial.finishedAt());
        events.add(Event.scalar(at, trial.finishOrder(), objective.name(), value));
      }
    }
    int known = all ? (int) Math.min(file.records(), events.size()) : 0;
    file.add(events.subList(known, events.size()));
    order = complete.get(complete.size() - 1).finishOrder();
  }
}
