package io.paretune.hardware.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JavaChildTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private static JavaChild<String> started() throws IOException {
    return JavaChild.start(
        JavaLaunch.of(EchoChild.class, List.of("-XX:+UseSerialGC"))
            .withArguments("a", "b")
            .withEnvironment(Map.of("ECHO", "c")),
        ProcessBuilder.Redirect.DISCARD,
        line -> Optional.of(line).filter(text -> text.startsWith("> ")));
  }

  @Test
  void messagesGoBothWaysAndWhatIsNoneIsSkipped() throws Exception {
    try (JavaChild<String> child = started()) {
      assertThat(child.hear(LONG)).contains("> a bc");
      child.say("one");
      child.say("two");
      assertThat(child.hear(LONG)).contains("> one");
      assertThat(child.hear(LONG)).contains("> two");
      child.say("hang");
      assertThat(child.hear(Duration.ofMillis(20))).isEmpty();
      child.kill();
      assertThatThrownBy(() -> child.hear(LONG))
          .isInstanceOf(ChildEndedException.class)
          .hasMessage("was killed by signal 9");
      assertThat(child.isAlive()).isFalse();
    }
  }

  @Test
  void aChildsEngineTellsNobodyOfItsUse() {
    assertThat(JavaLaunch.of(EchoChild.class, List.of()).environment())
        .containsEntry("ORT_DISABLE_TELEMETRY", "1");
  }

  @Test
  void theLastMessageIsThatOfAChildThatEndedWell() throws Exception {
    try (JavaChild<String> child = started()) {
      child.say("first");
      child.say("last");
      child.say("bye");
      assertThat(child.lastMessage(LONG)).contains("> last");
    }
    try (JavaChild<String> child = started()) {
      child.say("exit");
      assertThatThrownBy(() -> child.lastMessage(LONG))
          .isInstanceOf(ChildEndedException.class)
          .hasMessage("ended with exit code 3");
    }
    try (JavaChild<String> child = started()) {
      child.say("hang");
      assertThat(child.lastMessage(Duration.ofMillis(300))).isEmpty();
    }
  }
}
