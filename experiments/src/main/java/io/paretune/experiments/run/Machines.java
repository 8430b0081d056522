package io.paretune.experiments.run;

import io.paretune.evaluators.trial.Metrics;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The machines that a run's latencies were taken on: figures of two are never compared. */
public final class Machines {

  /** The attribute that holds the fingerprint of the machine that the run was last on. */
  public static final String FINGERPRINT = Measurement.MACHINE;

  /** The properties of that machine are under this and their names. */
  static final String PROPERTY = "machine.";

  private Machines() {}

  /** What to do with a run whose latencies were taken on another machine. */
  public enum Elsewhere {
    /** Leave it alone. */
    REFUSE,
    /**
     * Go on here: new trials and the front are measured on this machine, old figures kept apart.
     */
    REMEASURE
  }

  /**
   * How the machine of a run's latencies differs from this one, in words; empty if it does not, or
   * none was taken.
   *
   * @param attributes of the run, as its last machine left them
   */
  static Optional<String> difference(
      List<Trial> trials, Map<String, String> attributes, Fingerprint here) {
    Optional<String> lastTaken =
        trials.stream()
            .filter(trial -> trial.measurement().isPresent())
            .max(Comparator.comparingLong(Trial::finishOrder))
            .map(trial -> trial.measurement().orElseThrow().machine())
            .filter(machine -> !machine.isEmpty());
    if (lastTaken.isEmpty()) {
      return Optional.empty();
    }
    String there = attributes.getOrDefault(FINGERPRINT, lastTaken.get());
    if (there.equals(here.id())) {
      return Optional.empty();
    }
    List<String> differences = new ArrayList<>();
    here.toMap()
        .forEach(
            (key, value) -> {
              String before = attributes.get(PROPERTY + key);
              if (before != null && !before.equals(value)) {
                differences.add(key + ": '" + before + "' there, '" + value + "' here");
              }
            });
    return Optional.of(
        "its figures were taken on the machine "
            + there
            + ", this one is "
            + here.id()
            + (differences.isEmpty() ? "" : " (" + String.join("; ", differences) + ")"));
  }

  /**
   * Checks that a run may go on here.
   *
   * @param judged metrics of its objectives and constraints
   * @param difference as {@link #difference} words it
   * @throws IllegalArgumentException if it may not
   */
  static void require(
      Elsewhere elsewhere, RunDirectory directory, Set<String> judged, String difference) {
    List<String> kept = Metrics.OF_MACHINE.stream().filter(judged::contains).toList();
    if (!kept.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: %s; it is judged by %s, of which the old figures cannot be taken again here: go on there"
              .formatted(directory.path(), difference, String.join(" and ", kept)));
    }
    if (elsewhere == Elsewhere.REFUSE) {
      throw new IllegalArgumentException(
          "%s: %s; figures of two machines are never compared: go on there, or with --remeasure here, where new trials and the front's files are measured on this machine and the old figures kept apart"
              .formatted(directory.path(), difference));
    }
  }
}
