package io.paretune.experiments.network.transfer;

import java.util.List;
import java.util.Map;

/**
 * What an experiment reads.
 *
 * @param base directory of the coordinator against which the experiment's paths are resolved
 * @param files each once
 * @param outside what lies outside of the base: the path as the experiment writes it, and its place
 */
public record InputSet(String base, List<InputFile> files, Map<String, String> outside) {

  /**
   * A file.
   *
   * @param place its path below a base
   * @param original its absolute path at the coordinator
   * @param bytes its size
   * @param sha256 of its content
   * @param executable whether it can be run
   */
  public record InputFile(
      String place, String original, long bytes, String sha256, boolean executable) {

    /** Refuses places that lead out of a directory. */
    public InputFile {
      if (place.isEmpty()
          || place.startsWith("/")
          || place.indexOf('\\') >= 0
          || ("/" + place + "/").matches("(?s).*/\\.{0,2}/.*")) {
        throw new IllegalArgumentException("no place for a file: '" + place + "'");
      }
    }
  }

  /** Copies both. */
  public InputSet {
    files = List.copyOf(files);
    outside = Map.copyOf(outside);
  }

  /** Bytes of all files together. */
  public long bytes() {
    return files.stream().mapToLong(InputFile::bytes).sum();
  }
}
