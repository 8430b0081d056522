package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code paretune serve} and {@code run --page} refuse; what they serve is PageServerTest's.
 */
class ServeCommandTest {

  private final Path directory;

  ServeCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void files() throws IOException {
    Files.writeString(directory.resolve("noise.mv.db"), "no database");
    Files.writeString(directory.resolve("short"), "hunter2");
    Path run = Files.createDirectories(directory.resolve("run"));
    Files.writeString(run.resolve("experiment.yaml"), "name: x\n");
    Files.writeString(run.resolve("run.json"), "{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "serve; Missing required parameter: 'DIR'",
        "serve @absent; there is no directory",
        "serve @; is not a run: it lacks experiment.yaml or run.json",
        "serve @absent.mv.db; there is no file",
        "serve @noise.mv.db; cannot be read as a study's database: it is damaged or something else",
        "serve @run --listen 0.0.0.0:0; needs a token (missing) and TLS (missing), or --insecure",
        "serve @run --token-file @short; at least 16 characters, got 7",
        "serve @run --listen 127.0.0.1:65536; --listen must be HOST:PORT",
        "run --page 65536 --out @out; --page must be a port from 0 to 65535, got 65536",
      })
  void mistakesAreSaidInOneLine(String commandLine, String said) throws IOException {
    Spoken.by(commandLine.replace("@", directory + "/").split(" ", -1)).refused(List.of(said));
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void aPortInUseWritesNothing() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Spoken.by("serve", directory.resolve("run").toString(), "--listen", "127.0.0.1:" + port)
          .refused(List.of("cannot listen on", "give another --listen"));
      Path out = directory.resolve("out");
      Spoken.by("run", "--page", port, "--out", out.toString())
          .refused(List.of("cannot listen on"));
      assertThat(out).doesNotExist();
    }
  }
}
