package io.paretune.evaluators.data.source;

import java.util.List;

/** Hears how far a long reading is, in the thread that reads. */
@FunctionalInterface
public interface ReadingProgress {

  /**
   * A reading begins that will take long.
   *
   * @param lines what is known of the data without it
   */
  default void begins(List<String> lines) {
    // whoever hears of it alone wants to know how far it is
  }

  /**
   * Another process reads it at this moment, which is waited for; told again and again.
   *
   * @param part what is read
   */
  default void waits(String part) {
    // as above
  }

  /**
   * Reading begins, or some more has been read.
   *
   * @param part what is read
   * @param done how many files of it; 0 at the beginning
   * @param all of how many
   */
  void read(String part, int done, int all);

  /** Says nothing. */
  static ReadingProgress silent() {
    return (part, done, all) -> {};
  }
}
