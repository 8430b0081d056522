package io.paretune.evaluators.trial;

import io.paretune.hardware.deployment.ModelFormat;
import java.nio.file.Path;

/** Where the files go that trials leave: networks and the recordings of their measurements. */
@FunctionalInterface
public interface ArtifactSink {

  /**
   * Keeps a file.
   *
   * @param bytes its content
   * @param suffix what its name ends with, the dot included
   * @return where it is
   */
  Stored put(byte[] bytes, String suffix);

  /** Keeps a network's file. */
  default Stored put(byte[] bytes, ModelFormat format) {
    return put(bytes, format.ending());
  }

  /**
   * A kept file.
   *
   * @param hash SHA-256 of its content, in hexadecimal
   * @param file where it lies
   */
  record Stored(String hash, Path file) {}
}
