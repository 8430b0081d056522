package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.child.JavaLaunch;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.meter.agent.server.MeasuringAgent;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code paretune agent}, and what is measured through it. */
class AgentCommandTest {
  private final Path directory;

  AgentCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void files() throws IOException {
    Files.writeString(directory.resolve("token"), "correct-horse-battery\n");
    Files.writeString(directory.resolve("short"), "hunter2");
    Files.writeString(directory.resolve("keys.p12"), "no keys");
    Files.writeString(directory.resolve("noise.onnx"), "not a model");
  }

  private String[] placed(String commandLine) {
    return commandLine.replace("@", directory + "/").split(" ", -1);
  }

  private Path profile(String agent) throws IOException {
    return Files.writeString(
        directory.resolve("board.yaml"),
        "name: board\ndevice: cpu\nruntime: onnxruntime\nagent: " + agent + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "agent --listen 0.0.0.0:0; needs a token (missing) and TLS (missing), or --insecure",
        "agent --listen 0.0.0.0:0 --token-file @token; needs a token and TLS (missing), or"
            + " --insecure",
        "agent --listen 127.0.0.1:65536; --listen must be HOST:PORT",
        "agent --listen nowhere:at:all; --listen must be HOST:PORT",
        "agent --listen host.invalid:1; the address host.invalid is not known",
        "agent --token-file @absent; there is no token file",
        "agent --token-file @short; at least 16 characters, got 7",
        "agent --token-env PARETUNE_NO_SUCH; PARETUNE_NO_SUCH",
        "agent --token-file @token --token-env A; not both",
        "agent --tls @absent.p12; no key store",
        "agent --tls @keys.p12; needs --tls-password-file",
        "agent --tls @keys.p12 --tls-password-file @absent; there is no password file",
        "agent --tls-password-file @token; needs --tls",
        "agent --max-mb 0; --max-mb must be at least 1",
        "agent --time-limit soon; 90s, 30m or 2h",
        "agent --lisen x; did you mean '--listen'?",
        "agnt; did you mean 'agent'?",
      })
  void mistakesAreAnsweredInOneLine(String commandLine, String part) {
    Spoken.by(placed(commandLine)).refused(List.of(part));
  }

  @Test
  void aKeyStoreThatHoldsNoKeyEndsIt() {
    Spoken spoken =
        Spoken.by(placed("agent --tls @keys.p12 --tls-password-file @token --token-file @token"));
    assertThat(spoken.code()).isEqualTo(1);
    assertThat(spoken.err()).contains("keys.p12 cannot be opened").hasLineCount(1);
  }

  @Test
  void aProfileWithAnAgentIsShownWithoutAskingIt() throws IOException {
    Path profile = profile("{url: 'https://board.invalid:7878', token-file: token}");
    assertThat(Spoken.by("profile", "show", profile.toString()).done().out())
        .contains("agent            https://board.invalid:7878")
        .doesNotContain("correct-horse-battery");
  }

  @Test
  void anAgentThatIsNotThereIsNamedInOneLine() throws IOException {
    Path profile = profile("{url: 'http://127.0.0.1:1', patience: 1ms}");
    Spoken spoken =
        Spoken.by(placed("profile measure @noise.onnx --profile " + profile.toString()));
    assertThat(spoken.code()).isEqualTo(1);
    assertThat(spoken.err())
        .contains("the agent at http://127.0.0.1:1: no connection can be made")
        .hasLineCount(1);
    assertThat(spoken.out()).isEmpty();
  }

  @Test
  void modelsAreMeasuredByAnAgentAndBadOnesRefused() throws IOException {
    try (MeasuringAgent agent =
        MeasuringAgent.start(
            AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            event -> {})) {
      Path profile = profile(agent.url().toString());
      Spoken probed = Spoken.by("profile", "probe", "--profile", profile.toString()).done();
      assertThat(probed.out())
          .contains("fingerprint      " + agent.machine().id())
          .contains("agent's java");
      Spoken.by(placed("profile measure @noise.onnx --profile " + profile))
          .refused(List.of("it refuses the model", "the model that was sent"));
    }
  }

  @Test
  void aProcessServesUntilItIsStopped() throws IOException, InterruptedException {
    JavaLaunch launch =
        JavaLaunch.of(Paretune.class, List.of("-XX:+UseSerialGC"))
            .withArguments("agent", "--listen", "127.0.0.1:0");
    ProcessBuilder builder =
        new ProcessBuilder(launch.command()).redirectError(directory.resolve("agent.log").toFile());
    builder.environment().putAll(launch.environment());
    Process process = builder.start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String first = String.valueOf(out.readLine());
      assertThat(first).startsWith("listening        http://127.0.0.1:");
      URI url = URI.create(first.substring(first.indexOf("http")));
      assertThat(
              Spoken.by("profile", "probe", "--profile", profile(url.toString()).toString())
                  .done()
                  .out())
          .contains("fingerprint");
      // as Ctrl-C and systemd do
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }
}
