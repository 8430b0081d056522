package io.paretune.evaluators.trial;

import io.paretune.evaluators.artifact.ArtifactFormat;
import java.nio.file.Path;

/** Where exported files go. */
@FunctionalInterface
public interface ArtifactSink {

  /**
   * Keeps a file.
   *
   * @param bytes its content
   * @param format what it is
   * @return where it is
   */
  Stored put(byte[] bytes, ArtifactFormat format);

  /**
   * A kept file.
   *
   * @param hash SHA-256 of its content, in hexadecimal
   * @param file where it lies
   */
  record Stored(String hash, Path file) {}
}
