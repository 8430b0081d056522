package io.paretune.hardware.meter.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {
  private static final InetSocketAddress OPEN = new InetSocketAddress("0.0.0.0", 0);
  private static final Optional<String> TOKEN = Optional.of("correct-horse-battery");
  private static final Optional<AgentSettings.Tls> TLS =
      Optional.of(new AgentSettings.Tls(Path.of("keys.p12"), "secret"));

  @Test
  void anOpenAddressNeedsTokenAndTls() {
    assertThat(new AgentSettings(OPEN, TOKEN, TLS, false).givenUp()).isEmpty();
    assertThatThrownBy(() -> new AgentSettings(OPEN, TOKEN, Optional.empty(), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a token and TLS (missing), or --insecure");
    assertThatThrownBy(() -> new AgentSettings(OPEN, Optional.empty(), TLS, false))
        .hasMessageContaining("a token (missing) and TLS, or --insecure");
    assertThatThrownBy(() -> AgentSettings.on(OPEN)).hasMessageContaining("token (missing)");
  }

  @Test
  void whatIsGivenUpIsSaid() {
    assertThat(new AgentSettings(OPEN, Optional.empty(), Optional.empty(), true).givenUp())
        .contains(
            "without a token whoever reaches this address may use this machine; without TLS"
                + " whoever is on the way reads models and may forge figures");
    assertThat(new AgentSettings(OPEN, TOKEN, Optional.empty(), true).givenUp())
        .get()
        .asString()
        .contains("reads models and the token");
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    assertThat(AgentSettings.on(loopback).givenUp()).isEmpty();
  }

  @Test
  void aShortTokenIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> new AgentSettings(OPEN, Optional.of("hunter2"), TLS, false))
        .hasMessageContaining("at least 16 characters")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    try (MeasuringAgent first =
        MeasuringAgent.start(
            AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            new SimulatedMeasurer(),
            event -> {})) {
      InetSocketAddress taken =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), first.url().getPort());
      assertThatThrownBy(
              () ->
                  MeasuringAgent.start(
                      AgentSettings.on(taken), new SimulatedMeasurer(), event -> {}))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(Integer.toString(taken.getPort()));
    }
  }
}
