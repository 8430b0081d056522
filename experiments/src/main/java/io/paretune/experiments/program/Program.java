package io.paretune.experiments.program;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program that evaluates trials, one process a trial.
 *
 * @param words its name and arguments, as the experiment writes them; {@code {name}} stands for a
 *     parameter's value
 * @param directory where it runs
 * @param exclusive whether each of its processes has the machine to itself
 * @param grace between the request to end and the end by force
 */
public record Program(List<String> words, Path directory, boolean exclusive, Duration grace) {

  /** How long a program may take to end once it is asked to, unless the experiment says it. */
  public static final Duration USUAL_GRACE = Duration.ofSeconds(5);

  /** Copies the words. */
  public Program {
    words = List.copyOf(words);
    if (words.isEmpty() || words.get(0).isBlank()) {
      throw new IllegalArgumentException(
          "a command must begin with a program, for instance [python3, train.py]");
    }
  }

  /**
   * Checks an argument.
   *
   * @return the argument
   * @throws IllegalArgumentException if it names a parameter that is none, or may be absent
   */
  public static String checked(String word, SearchSpace space) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an argument cannot hold the character 0x00");
    }
    ArgumentTemplate.of(word, space);
    return word;
  }

  /** What is started for a point of the space. */
  List<String> commandLine(SearchSpace space, Assignment point) {
    return words.stream().map(word -> ArgumentTemplate.of(word, space).at(point)).toList();
  }

  /**
   * Finds out whether the program can be started, as far as that can be told without starting it.
   *
   * @throws IllegalArgumentException if it is not there or not executable
   */
  public void requireStartable(SearchSpace space) {
    String name = words.get(0);
    if (!ArgumentTemplate.of(name, space).plain()) {
      throw new IllegalArgumentException(
          "the program itself must not depend on a parameter, got '" + name + "'");
    }
    if (name.contains("/")) {
      requireExecutable(name, directory.resolve(name));
      return;
    }
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String place : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(place).resolve(name);
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "there is no program '"
            + name
            + "' on the PATH"
            + (Files.exists(directory.resolve(name))
                ? "; for the file in " + directory + " write ./" + name
                : ""));
  }

  private static void requireExecutable(String name, Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "there is no program '" + name + "': " + file.normalize() + " does not exist");
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("the program '" + name + "' must be a file, it is not");
    }
    if (!Files.isExecutable(file)) {
      throw new IllegalArgumentException(
          "the program '" + name + "' is not executable; try: chmod +x " + file.normalize());
    }
  }

  /** What is started, in one line. */
  public String inWords() {
    return String.join(" ", words);
  }
}
