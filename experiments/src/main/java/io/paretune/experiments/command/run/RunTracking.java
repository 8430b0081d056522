package io.paretune.experiments.command.run;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.tracking.Tracker;
import io.paretune.experiments.tracking.Tracking;
import io.paretune.experiments.tracking.TrackingSettings;
import io.paretune.experiments.tracking.mlflow.MlflowTracker;
import io.paretune.experiments.tracking.tensorboard.TensorBoardTracker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The trackers that a run's file names, told of its trials while it goes on. */
final class RunTracking implements AutoCloseable {

  /** The attribute that tells a study from all others of its name, wherever it is resumed. */
  private static final String ID = "tracking.id";

  private final List<Tracking> all = new ArrayList<>();
  private final List<String> places = new ArrayList<>();
  private final Consumer<String> said;

  private RunTracking(Consumer<String> said) {
    this.said = said;
  }

  /**
   * Begins to tell them.
   *
   * @param said is told what people should know, in lines
   * @throws UsageException if the environment has nothing that a tracker can send
   */
  static RunTracking of(Run run, Consumer<String> said) {
    RunTracking tracking = new RunTracking(said);
    TrackingSettings settings = run.spec().places().tracking();
    for (Tracker tracker : UsageException.orRefuse(() -> trackers(run, settings))) {
      tracking.places.add(tracker.place());
      tracking.all.add(new Tracking(run.study()::trials, tracker, said, Tracking.Pace.usual()));
    }
    return tracking;
  }

  private static List<Tracker> trackers(Run run, TrackingSettings settings) {
    List<Tracker> trackers = new ArrayList<>();
    settings
        .mlflow()
        .ifPresent(
            server ->
                trackers.add(
                    new MlflowTracker(
                        server,
                        run.study().definition(),
                        id(run),
                        System.getenv(),
                        Clock.systemUTC())));
    settings
        .tensorboard()
        .ifPresent(
            directory ->
                trackers.add(
                    new TensorBoardTracker(
                        directory, run.study().definition(), id(run), Clock.systemUTC())));
    return trackers;
  }

  private static String id(Run run) {
    return run.attributes()
        .get(ID)
        .orElseGet(
            () -> {
              String made = UUID.randomUUID().toString();
              run.attributes().put(ID, made);
              return made;
            });
  }

  void tell() {
    if (!places.isEmpty()) {
      said.accept("logged to " + String.join(" and ", places));
    }
  }

  @Override
  public void close() {
    all.forEach(Tracking::close);
  }
}
