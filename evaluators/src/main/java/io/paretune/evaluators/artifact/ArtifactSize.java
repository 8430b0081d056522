package io.paretune.evaluators.artifact;

import com.github.luben.zstd.Zstd;

/**
 * The size of a file as it is, and as it would be stored or shipped: compressed with Zstandard (RFC
 * 8878) at level {@value #LEVEL}. Pruned weights that are zero, and int8 ones that are few
 * different numbers, show in the second alone.
 *
 * @param raw bytes of the file
 * @param compressed bytes of one Zstandard frame that holds it
 */
public record ArtifactSize(long raw, long compressed) {

  /** The highest level whose decompression needs no more memory than usual. */
  public static final int LEVEL = 19;

  /** Checks that both are positive. */
  public ArtifactSize {
    if (raw < 1 || compressed < 1) {
      throw new IllegalArgumentException(
          "sizes must be positive, got raw=%d, compressed=%d".formatted(raw, compressed));
    }
  }

  /** The sizes of a file's content; about a second for 4 MB. */
  public static ArtifactSize of(byte[] content) {
    return new ArtifactSize(content.length, Zstd.compress(content, LEVEL).length);
  }
}
