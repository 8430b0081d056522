package io.paretune.experiments.page;

/** A request that is answered by a status and a reason. */
final class PageRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  PageRefusedException(int status, String reason) {
    super(reason);
    this.status = status;
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
