package io.paretune.experiments.run.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {

  private final Path directory;
  private final Inbox inbox;
  private final List<RunRequest> granted = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  InboxTest(@TempDir Path directory) {
    this.directory = directory.resolve("requests");
    this.inbox = new Inbox(this.directory);
  }

  @Test
  void whatWasAskedIsTakenOnceAndAsItWasAsked() throws IOException {
    List<RunRequest> asked =
        List.of(
            new RunRequest.Enqueue(Map.of("width", 8L, "rate", 2.0, "kind", "8", "bias", true)),
            new RunRequest.Note(17, "odd: \"<b>\""),
            new RunRequest.Stop());
    asked.forEach(inbox::put);
    inbox.take(granted::add, refused::add);
    assertThat(granted).containsExactlyInAnyOrderElementsOf(asked);
    inbox.take(granted::add, refused::add);
    assertThat(granted).hasSize(3);
    assertThat(refused).isEmpty();
  }

  @Test
  void whatIsNoRequestOrCannotBeGrantedIsSaidAndGone() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("1.json"), "{\"ask\": \"dance\"}");
    Files.writeString(directory.resolve("2.json"), "no JSON");
    inbox.put(new RunRequest.Stop());
    inbox.take(
        request -> {
          throw new IllegalStateException("the study has ended");
        },
        refused::add);
    assertThat(refused).hasSize(3);
    assertThat(refused).anySatisfy(said -> assertThat(said).contains("stop, enqueue or note"));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void tooManyAreNotKept() {
    for (int i = 0; i < 100; i++) {
      inbox.put(new RunRequest.Stop());
    }
    assertThatThrownBy(() -> inbox.put(new RunRequest.Stop()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("at most 100");
  }
}
