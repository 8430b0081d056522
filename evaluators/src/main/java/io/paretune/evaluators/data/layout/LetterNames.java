package io.paretune.evaluators.data.layout;

import io.paretune.evaluators.data.source.DataFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes of EMNIST, from its {@code *-mapping.txt}: a line for each label, the label and the
 * codes of its characters. Cohen, Afshar, Tapson, van Schaik (2017), arXiv:1702.05373.
 */
final class LetterNames {
  private LetterNames() {}

  /** The names in the order of labels; empty without such a file, or if it is another kind. */
  static List<String> beside(Path directory, String set) {
    Path file = directory.resolve(set + "mapping.txt");
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    List<String[]> lines =
        new String(DataFile.of(file).bytes(), StandardCharsets.US_ASCII)
            .lines()
            .map(line -> line.strip().split("\\s+", -1))
            .filter(fields -> fields.length > 1)
            .toList();
    boolean sound =
        lines.stream()
            .allMatch(fields -> fields[0].matches("\\d+") && fields[1].matches("\\d{2,3}"));
    return sound
        ? lines.stream().map(fields -> Character.toString(Integer.parseInt(fields[1]))).toList()
        : List.of();
  }
}
