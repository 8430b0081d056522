package io.paretune.evaluators.onnx.read.file;

/** An ONNX file cannot be imported; the message is one line that names the node and the way out. */
public final class OnnxImportException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 600;

  /** A refusal with the place and the fix. */
  public OnnxImportException(String message) {
    super(line(message));
  }

  /** A refusal with the place, the fix and what brought it about. */
  public OnnxImportException(String message, Throwable cause) {
    super(line(message), cause);
  }

  /** Names in a hostile file may hold anything: one line, no control characters, not too long. */
  private static String line(String message) {
    String plain = message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "..." : plain;
  }
}
