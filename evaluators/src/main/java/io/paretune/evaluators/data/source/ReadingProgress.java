package io.paretune.evaluators.data.source;

/** Hears how far a long reading is, in the thread that reads. */
@FunctionalInterface
public interface ReadingProgress {

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
