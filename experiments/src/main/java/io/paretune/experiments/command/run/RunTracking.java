package io.paretune.experiments.command.run;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.tracking.Tracked;
import io.paretune.experiments.tracking.Tracker;
import io.paretune.experiments.tracking.Tracking;
import io.paretune.experiments.tracking.TrackingSettings;
import io.paretune.experiments.tracking.mlflow.MlflowTracker;
import io.paretune.experiments.tracking.tensorboard.TensorBoardTracker;
import io.paretune.results.artifact.ArtifactStore;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
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
   * @param stopped whether the run is to stop, so that nobody waits for the front to be handed on
   * @param said is told what people should know, in lines
   * @throws UsageException if the environment has nothing that a tracker can send
   */
  static RunTracking of(Run run, BooleanSupplier stopped, Consumer<String> said) {
    RunTracking tracking = new RunTracking(said);
    TrackingSettings settings = run.spec().places().tracking();
    for (Tracker tracker : UsageException.orRefuse(() -> trackers(run, settings))) {
      tracking.places.add(tracker.place());
      Tracked told = new OfRun(run, stopped);
      tracking.all.add(new Tracking(told, tracker, said, Tracking.Pace.usual()));
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

  /** A run, whose front is judged and measured again when its trials have ended. */
  private record OfRun(Run run, BooleanSupplier stopped) implements Tracked {
    @Override
    public boolean isComplete() {
      return !stopped.getAsBoolean();
    }

    @Override
    public List<Trial> trials() {
      return run.study().trials();
    }

    @Override
    public List<Member> members() {
      List<Trial> searched = trials();
      return run.summary().front().stream()
          .map(shown -> member(searched.get((int) shown.number()), shown))
          .toList();
    }

    private Member member(Trial trial, Trial shown) {
      Map<String, Double> found = new LinkedHashMap<>(metrics(shown));
      metrics(trial).forEach(found::remove);
      // a directory that was made anew for a server's study lacks the files of earlier trials
      boolean mayLack = Files.isRegularFile(run.directory().address());
      ArtifactStore kept = run.directory().artifacts();
      Optional<Content> file =
          shown
              .measurement()
              .map(Measurement::artifact)
              .filter(hash -> !hash.isEmpty() && (!mayLack || kept.path(hash).isPresent()))
              .map(hash -> new Content(hash, () -> kept.verified(hash)));
      return new Member(trial, found, file);
    }

    private static Map<String, Double> metrics(Trial trial) {
      return trial.measurement().map(Measurement::metrics).orElse(Map.of());
    }
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
