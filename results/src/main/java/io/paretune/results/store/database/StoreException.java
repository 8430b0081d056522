package io.paretune.results.store.database;

import java.nio.file.FileSystemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept on disk could not be read or written; the message says what and, if known, why. */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** How Linux, macOS and Windows put it. */
  private static final List<String> FULL =
      List.of("No space left on device", "Disk quota exceeded", "not enough space on the disk");

  /** Without a cause. */
  public StoreException(String message) {
    super(message);
  }

  /**
   * With a cause, which the message ends with; a disk without room is said as such, which databases
   * do not.
   *
   * @param what could not be done, as in "cannot keep ..."
   */
  public static StoreException because(String what, Throwable cause) {
    return new StoreException(what + ": " + reason(cause), cause);
  }

  /** Why something could not be kept; a disk without room in plain words. */
  public static String reason(Throwable cause) {
    if (isFull(cause)) {
      return "the disk is full; make room on it";
    }
    // those of files name nothing but the file
    return cause instanceof FileSystemException
        ? cause.toString()
        : String.valueOf(cause.getMessage());
  }

  private static boolean isFull(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage());
      if (FULL.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }

  /** With a cause. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
