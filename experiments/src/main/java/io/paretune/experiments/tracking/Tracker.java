package io.paretune.experiments.tracking;

import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.util.List;

/** A place where trials are to appear. Used by one thread. */
public interface Tracker {

  /** What it is and where, for messages: {@code MLflow at http://host:5000}. */
  String place();

  /**
   * Takes trials as they are now: the new ones, and those that had not ended when they were last
   * given. After an exception, and once a run goes on, all trials are given again: nothing must
   * appear twice, and what was deleted there appears anew.
   *
   * @param trials by number, some of which may be known
   * @throws IOException if the place cannot be reached or written
   */
  void take(List<Trial> trials) throws IOException, InterruptedException;

  /** What people should know of what was taken since this was last asked, in lines. */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * Takes what was found of the front after the search, once all trials have been taken and their
   * end was told. It may have been given before. What is wrong with a single member is a remark and
   * holds up no other.
   *
   * @throws IOException as {@link #take}
   */
  default void found(List<Tracked.Member> members) throws IOException, InterruptedException {}

  /**
   * No more trials come from this process.
   *
   * @throws IOException as {@link #take}
   */
  void end() throws IOException, InterruptedException;
}
