package io.paretune.evaluators.data.image;

import io.paretune.hardware.Digest;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Short texts that were worked out of much, each in a small file, which may be lost at any time.
 */
final class KeptTexts {
  private final Path beside;

  /**
   * @param beside the names of their files begin with this one's
   */
  KeptTexts(Path beside) {
    this.beside = beside;
  }

  /** The text of a key: what is there, or is made now and kept. */
  String remembered(String key, Supplier<String> maker) {
    String name = beside.getFileName() + "-" + Digest.sha256(key).substring(0, 24) + ".txt";
    Path file = beside.resolveSibling(name);
    try {
      return Files.readString(file);
    } catch (IOException notYet) {
      String made = maker.get();
      try {
        WholeFile.write(file, unfinished -> Files.writeString(unfinished, made));
      } catch (IOException full) {
        return made; // it is worked out again
      }
      return made;
    }
  }
}
