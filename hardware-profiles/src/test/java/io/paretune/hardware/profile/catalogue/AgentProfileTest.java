package io.paretune.hardware.profile.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.profile.Threads;
import io.paretune.hardware.profile.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Profiles that name an agent. */
class AgentProfileTest {
  private static final String BOARD =
      "name: board\ndevice: cpu\nruntime: onnxruntime\nthreads: 64\n";

  private final Path directory;

  AgentProfileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private HardwareProfile read(String text) throws IOException {
    return HardwareProfiles.read(Files.writeString(directory.resolve("board.yaml"), text), 2);
  }

  @Test
  void anAddressIsEnoughAndThreadsAreTheAgentsBusiness() throws IOException {
    HardwareProfile profile = read(BOARD + "agent: http://127.0.0.1:7878/\n");
    assertThat(profile.agents())
        .containsExactly(AgentAccess.to(URI.create("http://127.0.0.1:7878")));
    assertThat(profile.threads()).isEqualTo(Threads.of(64));
  }

  @Test
  void whatTheSectionSaysIsReadAndFilesAreFoundBesideTheProfile() throws IOException {
    AgentAccess access =
        read(BOARD
                + "agent:\n  url: https://pi.local:7878\n  token-file: pi.token\n"
                + "  certificate: pi.pem\n  fingerprint: 0123456789ab\n  patience: 90s\n")
            .agents()
            .get(0);
    assertThat(access.url()).isEqualTo(URI.create("https://pi.local:7878"));
    assertThat(access.token())
        .isEqualTo(new TokenSource.InFile(directory.toAbsolutePath().resolve("pi.token")));
    assertThat(access.protection().certificate())
        .contains(directory.toAbsolutePath().resolve("pi.pem"));
    assertThat(access.fingerprint()).contains("0123456789ab");
    assertThat(access.patience()).isEqualTo(Duration.ofSeconds(90));
    AgentAccess pinned =
        read(BOARD
                + "agent: {url: 'https://pi:1', token-env: PI, pin: '"
                + "AB:".repeat(31)
                + "AB'}")
            .agents()
            .get(0);
    assertThat(pinned.protection().pin()).contains("ab".repeat(32));
    assertThat(pinned.token()).isEqualTo(new TokenSource.InEnvironment("PI"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://192.168.1.7:7878 | :5:8: the agent at http://192.168.1.7:7878 is on another machine"
            + " and without TLS",
        "http://127.evil.example:1 | without TLS",
        "ftp://pi | must be an address like https://HOST:7878",
        "pi:7878 | must be an address like https://HOST:7878",
        "https://me:secret@pi:1 | must not hold a name or password",
        "https://pi/measure | must end after the port",
        "{url: 'https://pi', token: secret} | unknown key 'token' in 'agent' (known: url,"
            + " token-file",
        "{token-env: A} | key 'url' is missing in 'agent'",
        "{url: 'https://pi', token-env: A, token-file: b} | not in both",
        "{url: 'http://localhost', pin: 'x'} | pin must be a certificate's SHA-256",
        "{url: 'http://localhost', certificate: a.pem} | certificate and pin need an https://"
            + " address",
        "{url: 'https://pi', fingerprint: abc} | fingerprint must be 12 hexadecimal digits",
        "{url: 'https://pi', patience: soon} | 'patience' must be a span of time",
      })
  void whatIsWrongIsRefusedWithItsPlace(String agent, String message) {
    assertThatThrownBy(() -> read(BOARD + "agent: " + agent + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("board.yaml:")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("me:secret"));
  }

  @Test
  void severalAgentsMayMeasureForOneProfile() throws IOException {
    assertThat(
            read(BOARD
                    + "agents:\n  - http://127.0.0.1:1\n  - {url: 'https://pi:2', patience: 3s}\n")
                .agents())
        .extracting(AgentAccess::url, AgentAccess::patience)
        .containsExactly(
            tuple(URI.create("http://127.0.0.1:1"), AgentAccess.usualPatience()),
            tuple(URI.create("https://pi:2"), Duration.ofSeconds(3)));
    assertThatThrownBy(() -> read(BOARD + "agents: ['http://127.0.0.1:1', 'http://127.0.0.1:1/']"))
        .hasMessageContaining("agents must be different addresses");
    assertThatThrownBy(() -> read(BOARD + "agents: [ftp://pi]"))
        .hasMessageContaining("board.yaml:5:10: agent must be an address");
    assertThatThrownBy(() -> read(BOARD + "agents: ['https://a']\nagent: https://b"))
        .hasMessageContaining("'agent' names one, 'agents' a list, not both");
  }

  @Test
  void insecurityCanBeAccepted() throws IOException {
    assertThat(read(BOARD + "agent: {url: 'http://pi:7878', insecure: true}").agents())
        .singleElement()
        .satisfies(access -> assertThat(access.protection().insecure()).isTrue());
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Protocol protocol =
        new Protocol(
            new Protocol.WarmUpRuns(3, 44),
            new Protocol.Timing(0.015, 7, 71, Duration.ofMillis(123)),
            new Protocol.Tolerance(0.07, 0.33),
            new Protocol.Retries(9, Duration.ofMillis(17)));
    HardwareProfile profile =
        new HardwareProfile(
            "a-b.c",
            "\"é\"\n: # {x}\\",
            Target.of(new Device.Cuda(1), Deployment.ONNX).withThreads(Threads.all()).withBatch(7),
            protocol,
            List.of());
    assertThat(HardwareProfiles.parse("text", HardwareProfiles.write(profile))).isEqualTo(profile);
    HardwareProfile elsewhere = profile.withAgent(AgentAccess.to(URI.create("http://localhost:1")));
    assertThat(HardwareProfiles.write(elsewhere)).isEqualTo(HardwareProfiles.write(profile));
  }

  @Test
  void theProfilesOfTheGuideCanBeRead() throws IOException {
    String root = System.getProperty("paretune.root", "..");
    String guide = Files.readString(Path.of(root, "docs", "measuring-agent.md"));
    List<HardwareProfile> shown = new ArrayList<>();
    Matcher yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(guide);
    while (yaml.find()) {
      shown.add(read(yaml.group(1)));
    }
    assertThat(shown)
        .extracting(HardwareProfile::name)
        .containsExactly("here", "raspberry-pi", "three-boards");
    assertThat(shown).allSatisfy(profile -> assertThat(profile.isElsewhere()).isTrue());
  }

  @Test
  void tokensAreReadWhenTheyAreUsedAndNeverShown() throws IOException {
    Path file = directory.resolve("token");
    TokenSource source = new TokenSource.InFile(file);
    assertThatThrownBy(source::token).isInstanceOf(HardwareException.class);
    Files.writeString(file, "  s3cret-token \n");
    assertThat(source.token()).contains("s3cret-token");
    Files.writeString(file, "two words");
    assertThatThrownBy(source::token)
        .hasMessageContaining("one line")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("two words"));
    assertThatThrownBy(() -> new TokenSource.InEnvironment("PARETUNE_NO_SUCH").token())
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("PARETUNE_NO_SUCH");
  }
}
