package io.paretune.hardware.meter.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.Figures;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.TokenSource;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** With a key as docs/measuring-agent.md has people make it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
  private static final String PASSWORD = "keep this secret";
  private static final String TOKEN = "correct-horse-battery";

  private final Path directory;
  private final Path keys;
  private final Path certificate;
  private final Path token;
  private MeasuringAgent agent;

  @SuppressWarnings("NullAway.Init") // the agent is started before the first test
  TlsTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.keys = directory.resolve("agent.p12");
    this.certificate = directory.resolve("agent.pem");
    this.token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
  }

  @BeforeAll
  void start() throws IOException, InterruptedException {
    keytool(
        "-genkeypair -alias agent -keyalg EC -validity 30 -dname CN=agent"
            + " -ext SAN=dns:localhost,ip:127.0.0.1");
    keytool("-exportcert -rfc -alias agent -file " + certificate);
    agent = MeasuringAgent.start(settings(), new SimulatedMeasurer(), event -> {});
  }

  @AfterAll
  void close() {
    agent.close();
  }

  private void keytool(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(List.of(arguments.split(" ", -1)));
    command.addAll(
        List.of("-keystore", keys.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("keytool.log"))).isZero();
  }

  private AgentSettings settings() {
    return new AgentSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(TOKEN),
            Optional.of(new AgentSettings.Tls(keys, PASSWORD)),
            false)
        .withLimits(
            AgentLimits.defaults()
                .withSlowness(Duration.ofMillis(1000), Duration.ofMillis(1200), 1_000_000));
  }

  private AgentAccess access(Optional<Path> trusted, Optional<String> pin) {
    return new AgentAccess(
        agent.url(),
        new TokenSource.InFile(token),
        new AgentAccess.Protection(trusted, pin, false),
        Optional.empty(),
        Duration.ZERO);
  }

  private MeasuredLatency measured(AgentAccess access) throws IOException {
    Path model = Files.writeString(directory.resolve("m.onnx"), "a model");
    try (Meter meter =
        Meters.of(
            HardwareProfiles.named("cpu-1-thread").withAgent(access),
            MeasuringLease.in(directory.resolve("lease")))) {
      return meter.measure(Map.of(Deployment.ONNX, model), ModelInput.pseudoRandom());
    }
  }

  @Test
  void aCertificateThatIsNamedOrPinnedIsTrusted() throws IOException {
    assertThat(agent.url().getScheme()).isEqualTo("https");
    MeasuredLatency expected = Figures.measured(0.5, "Board A");
    assertThat(measured(access(Optional.of(certificate), Optional.empty()))).isEqualTo(expected);
    assertThat(measured(access(Optional.empty(), agent.pin()))).isEqualTo(expected);
  }

  @Test
  void anUnknownCertificateIsNot() {
    assertThatThrownBy(() -> measured(access(Optional.empty(), Optional.empty())))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("its certificate is not trusted")
        .hasMessageContaining("'certificate' or 'pin'");
    assertThatThrownBy(() -> measured(access(Optional.empty(), Optional.of("ab".repeat(32)))))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("not the pinned one");
  }

  @Test
  void aCertificateForAnotherNameIsNot() throws IOException {
    try (MeasuringAgent elsewhere =
        MeasuringAgent.start(
            new AgentSettings(
                new InetSocketAddress("127.0.0.2", 0),
                Optional.of(TOKEN),
                Optional.of(new AgentSettings.Tls(keys, PASSWORD)),
                false),
            new SimulatedMeasurer(),
            event -> {})) {
      AgentAccess there =
          new AgentAccess(
              elsewhere.url(),
              new TokenSource.InFile(token),
              new AgentAccess.Protection(Optional.of(certificate), Optional.empty(), false),
              Optional.empty(),
              Duration.ZERO);
      assertThatThrownBy(() -> measured(there)).hasMessageContaining("certificate is not trusted");
    }
  }

  @Test
  void plainTextAndSlowHandshakesAreCutOff() throws IOException {
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        // the beginning of a handshake, and then a byte now and then
        slow.add(new RawClient(agent.url()).say(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc}));
      }
      try (RawClient plain = new RawClient(agent.url())) {
        assertThat(plain.say("GET /v1/agent HTTP/1.1\r\nHost: agent\r\n\r\n").status())
            .isIn(0, 400);
      }
      assertThat(measured(access(Optional.empty(), agent.pin())).latency().medianMs())
          .isEqualTo(0.5);
      long start = System.nanoTime();
      boolean open = true;
      while (open && System.nanoTime() - start < Duration.ofSeconds(10).toNanos()) {
        open = false;
        for (RawClient client : slow) {
          open |= client.trickle();
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      assertThat(open).isFalse();
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  void aKeyThatCannotBeUsedIsNamed() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.p12"), "no key");
    for (AgentSettings.Tls wrong :
        List.of(
            new AgentSettings.Tls(keys, "wrong password"),
            new AgentSettings.Tls(broken, PASSWORD))) {
      AgentSettings settings =
          new AgentSettings(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              Optional.of(TOKEN),
              Optional.of(wrong),
              false);
      assertThatThrownBy(() -> MeasuringAgent.start(settings, new SimulatedMeasurer(), event -> {}))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining(wrong.keyStore().toString());
      assertThat(settings.toString()).doesNotContain("wrong password").doesNotContain(PASSWORD);
    }
  }
}
