package io.paretune.experiments.page.answer;

/** A request that is answered by a status and a reason. */
public final class PageRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** A refusal with a status of HTTP. */
  public PageRefusedException(int status, String reason) {
    super(reason);
    this.status = status;
  }

  public int status() {
    return status;
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
