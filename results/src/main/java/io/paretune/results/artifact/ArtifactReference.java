package io.paretune.results.artifact;

/**
 * A file by its content.
 *
 * @param hash SHA-256 of the content, 64 lower-case hexadecimal digits
 * @param bytes size of the content
 * @param suffix what the file's name ends with, for instance {@code .onnx}; may be empty
 */
public record ArtifactReference(String hash, long bytes, String suffix) {

  /** Checks the hash and the suffix. */
  public ArtifactReference {
    requireHash(hash);
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must be at least 0, got " + bytes);
    }
    if (!suffix.matches("(\\.[A-Za-z0-9_-]{1,16})*")) {
      throw new IllegalArgumentException(
          "a suffix must be empty or like '.onnx', got '" + suffix + "'");
    }
  }

  static String requireHash(String hash) {
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a hash must be 64 lower-case hexadecimal digits (SHA-256), got '" + hash + "'");
    }
    return hash;
  }

  /** The file's name in a store. */
  public String fileName() {
    return hash + suffix;
  }
}
