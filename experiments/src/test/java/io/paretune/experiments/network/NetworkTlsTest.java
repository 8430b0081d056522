package io.paretune.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.network.exchange.ExchangeLimits;
import io.paretune.experiments.network.exchange.NetworkWorkers;
import io.paretune.experiments.network.host.Coordinates;
import io.paretune.experiments.network.host.Departure;
import io.paretune.hardware.meter.agent.Trust;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.TokenSource;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NetworkTlsTest {
  private static final String TOKEN = "a-token-of-sixteen-or-more";
  private static final String PASSWORD = "password-of-the-store";
  private final Path directory;
  private final Path keys;
  private final Path certificate;
  private final Path token;

  NetworkTlsTest(@TempDir Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.keys = directory.resolve("run.p12");
    this.certificate = directory.resolve("run.pem");
    this.token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    keytool(
        "-genkeypair -alias run -keyalg EC -validity 30 -dname CN=run"
            + " -ext SAN=dns:localhost,ip:127.0.0.1");
    keytool("-exportcert -rfc -alias run -file " + certificate);
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

  private AgentSettings access(String password) {
    return new AgentSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.of(TOKEN),
        Optional.of(new AgentSettings.Tls(keys, password)),
        false);
  }

  private Coordinates coordinates(int port, AgentAccess.Protection protection) {
    return new Coordinates(
        "127.0.0.1",
        port,
        new TokenSource.InFile(token),
        Optional.of(
            new Coordinates.Tls(Trust.of(protection).orElseThrow(), protection.pin().isEmpty())),
        Loopback.BUILD);
  }

  @Test
  void workersSpeakTlsAndKnowTheCoordinatorByCertificateOrPin() throws Exception {
    AgentSettings access = access(PASSWORD);
    String pin = access.tls().orElseThrow().pin();
    try (Loopback net = new Loopback(directory, ExchangeLimits.defaults(), access)) {
      for (AgentAccess.Protection right :
          List.of(
              new AgentAccess.Protection(Optional.of(certificate), Optional.empty(), false),
              new AgentAccess.Protection(Optional.empty(), Optional.of(pin), false))) {
        var host =
            net.host(
                1,
                Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(1)),
                coordinates(net.port(), right));
        net.begin(host);
        assertThat(
                net.coordinator(
                        Study.of(SearchSpace.builder().whole("n", 0, 99).build())
                            .maximize("gain")
                            .start())
                    .run(Budget.trials(2)))
            .isEqualTo(Ending.TRIALS_DONE);
        host.close();
      }
      Departure wrong =
          net.working(
                  net.host(
                      1,
                      Loopback.evaluating((trial, assignment, channel) -> Loopback.gain(1)),
                      coordinates(
                          net.port(),
                          new AgentAccess.Protection(
                              Optional.empty(), Optional.of("ab".repeat(32)), false))))
              .get(60, TimeUnit.SECONDS);
      assertThat(wrong.kind()).isEqualTo(Departure.Kind.REFUSED);
      assertThat(wrong.reason())
          .startsWith("its certificate is not trusted")
          .contains("not the pinned one");
    }
  }

  @Test
  void aKeyThatCannotBeUsedIsRefusedBeforeAnythingBegins() {
    assertThatThrownBy(
            () ->
                NetworkWorkers.bind(
                    access("another-password"),
                    Loopback.BUILD,
                    ExchangeLimits.defaults(),
                    line -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run.p12 cannot be opened");
  }
}
