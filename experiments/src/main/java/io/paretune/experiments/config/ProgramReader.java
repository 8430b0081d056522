package io.paretune.experiments.config;

import io.paretune.experiments.config.space.SpaceReader;
import io.paretune.experiments.evaluation.ProgramSearch;
import io.paretune.experiments.program.Program;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.SearchSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The part of an experiment file that says which space is searched and which program evaluates its
 * points.
 *
 * @param search both
 * @param steps the last step that trials report; empty if the file does not say
 */
record ProgramReader(ProgramSearch search, OptionalInt steps) {

  /** The key under which a program stands. */
  static final String KEY = "command";

  private static final String RUN = "run";
  private static final int MOST_STEPS = 1_000_000_000;

  /** What only a search of networks has. */
  private static final List<String> OF_NETWORKS =
      List.of(
          "data",
          "family",
          "compression",
          "distillation",
          "training",
          "report",
          "hardware",
          "baselines");

  /**
   * Reads the metrics' names that a program may give: any.
   *
   * @throws io.paretune.hardware.yaml.YamlException if the file describes a search of networks, too
   */
  static MetricReader metrics(YamlSection root) {
    String own = root.has(KEY) ? KEY : SpaceReader.KEY;
    for (String key : OF_NETWORKS) {
      if (root.has(key)) {
        throw root.refuse(
            key,
            "'%s' belongs to a search of networks and '%s' to one by a program of your own; an experiment is one of them"
                .formatted(key, own));
      }
    }
    return new MetricReader(
        "name", Optional.empty(), ProgramReader::metric, "{name: loss, direction: minimize}");
  }

  private static String metric(YamlSection section, String key) {
    String name = section.text(key);
    if (!name.matches("[A-Za-z][A-Za-z0-9._/@%-]{0,99}")) {
      throw section.refuse(
          key,
          "'"
              + key
              + "' must begin with a letter and hold letters, digits and . _ - / @ % only, since it"
              + " becomes a column's, got '"
              + name
              + "'");
    }
    return name;
  }

  static ProgramReader read(YamlSection root, Path base) {
    SearchSpace space = SpaceReader.read(root);
    if (!root.has(KEY)) {
      throw root.refuse(
          KEY,
          "key 'command' is missing: the program that evaluates the points of the space, for"
              + " instance command: [python3, train.py]");
    }
    YamlSection section =
        root.isSection(KEY)
            ? root.section(KEY, List.of(RUN, "exclusive", "steps", "grace")).orElseThrow()
            : root;
    String key = root.isSection(KEY) ? RUN : KEY;
    Program program =
        new Program(
            words(section, key, space),
            base,
            section.flag("exclusive", false),
            section.duration("grace").orElse(Program.USUAL_GRACE));
    return new ProgramReader(
        new ProgramSearch(space, program),
        section.has("steps")
            ? OptionalInt.of((int) section.whole("steps", 1, MOST_STEPS))
            : OptionalInt.empty());
  }

  private static List<String> words(YamlSection section, String key, SearchSpace space) {
    if (section.has(key) && !section.isList(key)) {
      throw section.refuse(
          key,
          "'"
              + key
              + "' must be a list of a program and its arguments like [python3, train.py], since no"
              + " shell takes them apart; got '"
              + section.text(key)
              + "'");
    }
    List<String> words = section.each(key, word -> Program.checked(word, space));
    if (words.get(0).isBlank()) {
      throw section.refuse(key, "'" + key + "' must begin with a program, got an empty name");
    }
    return words;
  }
}
