package io.paretune.search.trial;

import java.util.List;
import java.util.Optional;

/** Remembers studies. Thread-safe; one writing process at a time. */
public interface TrialStore extends AutoCloseable {

  /**
   * Makes a study.
   *
   * @throws IllegalStateException if there is one of that name already
   */
  StudyLog create(StudyDefinition definition);

  /** The study of a name, if there is one. */
  Optional<StudyLog> find(String study);

  /** Names of all studies, in the order in which they were made. */
  List<String> studies();

  /**
   * Facts about a whole study.
   *
   * @throws IllegalArgumentException if there is no such study
   */
  StudyAttributes attributes(String study);

  /**
   * What was found about a study's trials after the search.
   *
   * @throws IllegalArgumentException if there is no such study
   */
  Assessments assessments(String study);

  @Override
  void close();
}
