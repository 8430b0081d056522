package io.paretune.experiments.tracking.mlflow;

import java.io.IOException;

/** A server's answer that is no success. */
final class MlflowException extends IOException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  /**
   * An answer.
   *
   * @param status HTTP's
   * @param code MLflow's word for it, such as {@code RESOURCE_DOES_NOT_EXIST}; may be empty
   * @param message what it says
   */
  MlflowException(int status, String code, String message) {
    super("it answers " + status + (code.isEmpty() ? "" : " " + code) + ": " + message);
    this.status = status;
    this.code = code;
  }

  boolean is(String word) {
    return code.equals(word);
  }

  /** Whether it is the server itself that finds what was asked wrong, or what it is about gone. */
  boolean isRefusal() {
    return !code.isEmpty() && (status == 400 || status == 404);
  }
}
