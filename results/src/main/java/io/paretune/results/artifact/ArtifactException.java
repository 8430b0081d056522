package io.paretune.results.artifact;

import io.paretune.results.store.database.StoreException;
import org.jspecify.annotations.Nullable;

/** An artifact is absent, corrupt or cannot be written; the message names the file. */
public final class ArtifactException extends StoreException {

  private static final long serialVersionUID = 1L;

  ArtifactException(String message) {
    super(message);
  }

  ArtifactException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
