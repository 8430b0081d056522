package io.paretune.evaluators.data.table.coding;

/** A field that is not of the kind that the training rows have shown. */
public final class UnfitFieldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int row;
  private final String expected;

  /**
   * @param row counted from 0
   * @param expected what would fit
   */
  UnfitFieldException(int row, String expected) {
    super("row " + row + ": " + expected);
    this.row = row;
    this.expected = expected;
  }

  /** Counted from 0. */
  public int row() {
    return row;
  }

  /** What would fit. */
  public String expected() {
    return expected;
  }
}
