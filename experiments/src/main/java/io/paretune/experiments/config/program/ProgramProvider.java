package io.paretune.experiments.config.program;

import io.paretune.experiments.config.space.SpaceReader;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.Goals;
import io.paretune.experiments.evaluation.program.ProgramConfig;
import io.paretune.experiments.program.Program;
import io.paretune.experiments.spi.EvaluationProvider;
import io.paretune.experiments.spi.ExperimentSection;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.spi.Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** {@code evaluation: command}: which space is searched, and which program evaluates its points. */
public final class ProgramProvider implements EvaluationProvider {

  /** The key under which a program stands. */
  private static final String KEY = "command";

  private static final String RUN = "run";

  /** What a program needs beside the files that its command line names. */
  private static final String FILES = "files";

  private static final int MOST_STEPS = 1_000_000_000;

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public String name() {
    return KEY;
  }

  @Override
  public List<String> topKeys() {
    return List.of(KEY, SpaceReader.KEY);
  }

  @Override
  public String words() {
    return "one by a program of your own";
  }

  @Override
  public EvaluationConfig read(ExperimentSection file, Goals goals) {
    return read(file.root(), file.base(), goals);
  }

  private static ProgramConfig read(YamlSection root, Path base, Goals goals) {
    SearchSpace space = SpaceReader.read(root);
    if (!root.has(KEY)) {
      throw root.refuse(
          KEY,
          "key 'command' is missing: the program that evaluates the points of the space, for"
              + " instance command: [python3, train.py]");
    }
    YamlSection section =
        root.isSection(KEY)
            ? root.section(KEY, List.of(RUN, FILES, "exclusive", "steps", "grace")).orElseThrow()
            : root;
    String key = root.isSection(KEY) ? RUN : KEY;
    if (root.isSection(KEY) && section.has(FILES)) {
      requireFiles(section, base);
    }
    Program program =
        new Program(
            words(section, key, space),
            base,
            section.flag("exclusive", false),
            section.duration("grace").orElse(Program.USUAL_GRACE));
    return new ProgramConfig(
        space,
        program,
        goals,
        section.has("steps")
            ? OptionalInt.of((int) section.whole("steps", 1, MOST_STEPS))
            : OptionalInt.empty());
  }

  /** They are sent to workers on other machines, so they must be there. */
  private static void requireFiles(YamlSection section, Path base) {
    List<Path> unused =
        section.each(
            FILES,
            name -> {
              Path file = base.resolve(name).normalize();
              if (!Files.exists(file)) {
                throw new IllegalArgumentException("there is no file " + file);
              }
              return file;
            });
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
