package io.paretune.tests.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainingStepsTest {

  @Test
  void everyFormIsTimedBesideTheOthers() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    TrainingSteps.tiny(new PrintStream(printed, true, StandardCharsets.UTF_8));
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).startsWith("tiny,\"operators\",").endsWith(",1.00");
    assertThat(lines.get(2)).matches("tiny,\"script, 32 bits\",[0-9.]+,[0-9]+,[0-9.]+");
    assertThat(lines.get(3)).matches("tiny,\"script, bfloat16\",[0-9.]+,[0-9]+,[0-9.]+");
  }
}
