package io.paretune.experiments.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {

  private static final SearchSpace SPACE =
      SearchSpace.builder()
          .whole("level", 1, 9)
          .choice("fast", true, false)
          .group("stem", stem -> stem.real("rate", 0, 1))
          .when(Condition.in("fast", true), fast -> fast.whole("threads", 1, 4))
          .build();

  private static Program program(Path directory, String... words) {
    return new Program(List.of(words), directory, false, Duration.ofSeconds(1));
  }

  @Test
  void placeholdersBecomeValuesAndDoubledBracesBraces() {
    Program program =
        program(Path.of("/"), "p", "-l{level}{fast}", "{stem.rate}", "{{x}} {level}", "$HOME");
    assertThat(
            program.commandLine(
                SPACE, SPACE.assignment(Map.of("level", 3, "fast", false, "stem.rate", 0.25))))
        .containsExactly("p", "-l3false", "0.25", "{x} 3", "$HOME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{levl}; '{levl}' must name a parameter of the space; did you mean 'level'?",
        "{}; '{}' must name a parameter",
        "{threads}; '{threads}' must always have a value, but exists only when fast = true",
        "a}b; 'a}b' has a lone brace",
        "{level; '{level' has a lone brace",
      })
  void argumentsThatCannotWorkAreRefused(String word, String part) {
    assertThatThrownBy(() -> Program.checked(word, SPACE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }

  @Test
  void aProgramMustBeThereAndExecutable(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("train.sh"), "#!/bin/sh\n");
    program(directory, "sh").requireStartable(SPACE);
    program(directory, "/bin/sh").requireStartable(SPACE);
    refused(directory, "no-such-program-here", "there is no program 'no-such-program-here' on the");
    refused(directory, "train.sh", "for the file in " + directory + " write ./train.sh");
    refused(directory, "./trian.sh", directory.resolve("trian.sh") + " does not exist");
    refused(directory, "./", "must be a file");
    refused(directory, "./train.sh", "is not executable; try: chmod +x " + file);
    refused(directory, "{level}", "must not depend on a parameter");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    program(directory, "./train.sh").requireStartable(SPACE);
  }

  private static void refused(Path directory, String name, String part) {
    assertThatThrownBy(() -> program(directory, name).requireStartable(SPACE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }
}
