package io.paretune.hardware.child;

/** A child's pipe has ended; the message says how the child did: "ended with exit code 3". */
public final class ChildEndedException extends Exception {
  private static final long serialVersionUID = 1L;

  ChildEndedException(String how) {
    super(how);
  }

  /** How it ended, to go after the child's name. */
  public String how() {
    return String.valueOf(getMessage());
  }
}
