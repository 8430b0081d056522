package io.paretune.experiments.tracking;

import io.paretune.search.trial.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What trackers are told of a study. */
@FunctionalInterface
public interface Tracked {

  /** All its trials, by number, as the search saw them. */
  List<Trial> trials();

  /** Whether the front is waited for once the trials were told; false if the study has to stop. */
  default boolean isComplete() {
    return true;
  }

  /** What may be handed on of it; asked for once, when the study has ended. */
  default List<Member> members() {
    return List.of();
  }

  /**
   * A member of the front.
   *
   * @param trial as the search saw it
   * @param found figures that it has got since, or that took the place of the search's
   * @param file what it is deployed as; empty if it left none, or none is here
   */
  record Member(Trial trial, Map<String, Double> found, Optional<Content> file) {
    /** Copies the figures. */
    public Member {
      found = Map.copyOf(found);
    }
  }

  /**
   * A file that is only looked into when it is wanted.
   *
   * @param hash SHA-256 of what is in it
   * @param checked gives the file, or throws what is wrong with it
   */
  record Content(String hash, Supplier<Path> checked) {}
}
