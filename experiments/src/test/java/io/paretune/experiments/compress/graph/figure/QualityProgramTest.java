package io.paretune.experiments.compress.graph.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QualityProgramTest {

  @Test
  void commandsAreWordsAsOneTypesThem() {
    assertThat(CommandWords.of("  python judge.py --data=\"my dir/x\" 'it is' \"\" a\\b "))
        .containsExactly("python", "judge.py", "--data=my dir/x", "it is", "", "a\\b");
    assertThat(CommandWords.of("say \"a \\\"b\\\" \\\\ 'c'\""))
        .containsExactly("say", "a \"b\" \\ 'c'");
    assertThatThrownBy(() -> CommandWords.of("judge 'my dir"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one of ' is not");
    assertThatThrownBy(() -> QualityProgram.of("  ", false)).hasMessageContaining("name a program");
  }

  @Test
  void onlyTheEndOfWhatIsSaidIsRead() {
    QualityProgram talker =
        QualityProgram.of("sh -c \"yes talk | head -n 40000; echo 3\" judge", false);
    assertThat(talker.quality(ModelProto.getDefaultInstance(), Duration.ofMinutes(1))).isEqualTo(3);
  }

  @Test
  void timeIsOfTheWhole() {
    long[] now = {5};
    TimeLimit limit = TimeLimit.fromNow(() -> now[0], Duration.ofNanos(100));
    now[0] = 45;
    assertThat(limit.left(1)).isEqualTo(Duration.ofNanos(60));
    assertThat(limit.left(0.5)).isEqualTo(Duration.ofNanos(10));
    now[0] = 80;
    assertThat(limit.left(0.5)).isZero();
  }
}
