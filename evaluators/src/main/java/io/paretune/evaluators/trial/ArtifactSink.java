package io.paretune.evaluators.trial;

import java.nio.file.Path;

/** Where exported files go. */
@FunctionalInterface
public interface ArtifactSink {

  /**
   * Keeps a file.
   *
   * @param bytes its content
   * @return where it is
   */
  Stored put(byte[] bytes);

  /**
   * A kept file.
   *
   * @param hash SHA-256 of its content, in hexadecimal
   * @param file where it lies
   */
  record Stored(String hash, Path file) {}
}
