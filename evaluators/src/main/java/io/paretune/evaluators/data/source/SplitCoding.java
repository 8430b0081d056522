package io.paretune.evaluators.data.source;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A coding that is learned of the training split alone, and so has to wait until the source is
 * divided.
 */
@FunctionalInterface
public interface SplitCoding {

  /**
   * What it becomes.
   *
   * @param train the training split, not coded yet
   * @throws DataException if nothing can be learned of it
   */
  Coded learned(Examples train);

  /** Of examples that are coded already. */
  static SplitCoding done(List<CodedColumn> columns) {
    return train -> new Coded(UnaryOperator.identity(), columns, List.of());
  }

  /**
   * What was learned.
   *
   * @param coding makes what networks read of a split
   * @param columns of the table that the examples are made of, in the order of their numbers; empty
   *     if of none
   * @param notes what a user should know of it, a line each
   */
  record Coded(UnaryOperator<Examples> coding, List<CodedColumn> columns, List<String> notes) {
    /** Copies the lists. */
    public Coded {
      columns = List.copyOf(columns);
      notes = List.copyOf(notes);
    }
  }
}
