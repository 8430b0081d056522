package io.paretune.experiments.tracking;

import io.paretune.search.trial.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What trackers are told of a study. */
@FunctionalInterface
public interface Tracked {

  /** All its trials, by number, as the search saw them. */
  List<Trial> trials();

  /** What may be handed on of it; asked for once, when the study has ended. */
  default List<Member> members() {
    return List.of();
  }

  /**
   * A member of the front.
   *
   * @param trial as the search saw it
   * @param found figures that it has got since, or that took the place of the search's
   * @param file what it is deployed as; empty if it left none
   */
  record Member(Trial trial, Map<String, Double> found, Optional<Path> file) {
    /** Copies the figures. */
    public Member {
      found = Map.copyOf(found);
    }
  }
}
