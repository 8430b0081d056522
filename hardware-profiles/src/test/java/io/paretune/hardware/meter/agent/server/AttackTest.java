package io.paretune.hardware.meter.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is thrown at an agent: it says no, with the right status, and goes on serving. */
class AttackTest {
  private static final String TOKEN = "correct-horse-battery";
  private static final String HEAD_END = "\r\n\r\n";

  private final SimulatedMeasurer measurer = new SimulatedMeasurer();
  private final MeasuringAgent agent = MeasuringAgent.start(settings(), measurer, event -> {});

  private static AgentSettings settings() {
    return new AgentSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(TOKEN),
            Optional.empty(),
            false)
        .withLimits(
            AgentLimits.defaults()
                .withMaximumBytes(100_000)
                .withQueue(1, Duration.ofMillis(50))
                .withSlowness(Duration.ofMillis(700), Duration.ofMillis(900), 1_000_000));
  }

  @AfterEach
  void theAgentStillMeasures() throws IOException {
    assertThat(answer(post(body("model"), TOKEN))).isEqualTo(200);
    agent.close();
  }

  private int answer(byte[] request) throws IOException {
    try (RawClient client = new RawClient(agent.url())) {
      return client.say(request).status();
    }
  }

  private int answer(String request) throws IOException {
    return answer(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String head(String method, String path, String... headers) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: agent\r\n"
        + String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList());
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static String postHead(long length, String token) {
    return head(
            "POST",
            "/v1/measure",
            bearer(token),
            "Content-Type: " + MeasureRequest.MEDIA_TYPE,
            "Content-Length: " + length)
        + "\r\n";
  }

  private static byte[] post(byte[] body, String token) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(postHead(body.length, token).getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static byte[] body(String model) {
    return body(model, digest(model));
  }

  private static byte[] body(String model, String digest) {
    byte[] bytes = model.getBytes(StandardCharsets.UTF_8);
    MeasureRequest request =
        new MeasureRequest(
            HardwareProfiles.write(HardwareProfiles.named("cpu-1-thread")),
            2,
            bytes.length,
            digest);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(request.head());
    all.writeBytes(MeasureRequest.bytes(ModelInput.of(1, 2)));
    all.writeBytes(bytes);
    return all.toByteArray();
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"correct-horse-batterz", "correct-horse-batter", "correct-horse-battery2", "x"})
  void aWrongTokenIsRefusedBeforeAnythingIsReceived(String token) throws IOException {
    assertThat(answer(postHead(90_000, token))).isEqualTo(401);
    assertThat(answer(head("GET", "/v1/agent", bearer(token)) + "\r\n")).isEqualTo(401);
    assertThat(measurer.measured).hasValue(0);
  }

  @Test
  void noTokenIsRefusedAndToldWhatIsWanted() throws IOException {
    try (RawClient client = new RawClient(agent.url())) {
      String heard = client.say(head("GET", "/v1/agent") + "\r\n").hear();
      assertThat(heard).startsWith("HTTP/1.1 401").contains("WWW-Authenticate: Bearer");
      assertThat(heard).doesNotContain("Jetty").doesNotContain(TOKEN);
    }
  }

  @Test
  void aHugeBodyIsRefusedByItsLength() throws IOException {
    assertThat(answer(postHead(50L << 30, TOKEN))).isEqualTo(413);
  }

  @Test
  void aBodyOfUnknownLengthIsRefused() throws IOException {
    String chunked =
        head(
                "POST",
                "/v1/measure",
                bearer(TOKEN),
                "Content-Type: " + MeasureRequest.MEDIA_TYPE,
                "Transfer-Encoding: chunked")
            + "\r\n5\r\nabcde\r\n";
    assertThat(answer(chunked)).isEqualTo(411);
  }

  @Test
  void aWebPageIsRefusedWhateverTokenItHas() throws IOException {
    String origin = "Origin: https://example.org";
    assertThat(answer(head("GET", "/v1/agent", bearer(TOKEN), origin) + "\r\n")).isEqualTo(403);
    assertThat(
            answer(
                head(
                        "POST",
                        "/v1/measure",
                        bearer(TOKEN),
                        "Content-Type: text/plain",
                        "Content-Length: 3")
                    + "\r\nabc"))
        .isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/measure, 405",
    "POST, /v1/agent, 405",
    "DELETE, /v1/agent, 405",
    "GET, /, 404",
    "GET, /v1/agent/../../etc/passwd, 404",
    "GET, /v1/agent/%2e%2e/measure, 400",
    "GET, /etc/passwd, 404",
    "TRACE, /v1/agent, 405",
  })
  void whatThereIsNotIsSaid(String method, String path, int status) throws IOException {
    assertThat(answer(head(method, path, bearer(TOKEN), "Content-Length: 0") + "\r\n"))
        .isEqualTo(status);
  }

  @Test
  void garbageIsAnsweredAsABadRequest() throws IOException {
    byte[] noise = new byte[4000];
    new Random(7).nextBytes(noise);
    assertThat(answer(noise)).isIn(0, 400);
    assertThat(answer("\u0016\u0003\u0001\u0002\u0000\u0001\u0000" + HEAD_END)).isEqualTo(400);
    assertThat(answer("HELLO" + HEAD_END)).isEqualTo(400);
    assertThat(answer("GET /v1/agent HTTP/9.9" + HEAD_END)).isIn(400, 505);
    assertThat(answer("GET /v1/agent HTTP/1.1" + HEAD_END)).isEqualTo(400);
  }

  @Test
  void anEndlessHeadIsRefused() throws IOException {
    assertThat(answer(head("GET", "/v1/agent", "X: " + "a".repeat(9000)) + "\r\n")).isEqualTo(431);
    assertThat(answer("GET /" + "a".repeat(9000) + " HTTP/1.1\r\n")).isEqualTo(414);
  }

  @Test
  void aBodyThatIsNoRequestIsRefused() throws IOException {
    assertThat(answer(post(new byte[] {0, 0, 0, 2, '{', '}'}, TOKEN))).isEqualTo(400);
    assertThat(answer(post(new byte[] {127, 0, 0, 0, 1, 2, 3}, TOKEN))).isEqualTo(400);
    assertThat(answer(post(new byte[] {1}, TOKEN))).isEqualTo(400);
    byte[] whole = body("model");
    byte[] longer = Arrays.copyOf(whole, whole.length + 5);
    assertThat(answer(post(longer, TOKEN))).isEqualTo(400);
    assertThat(answer(post(body("model", digest("another")), TOKEN))).isEqualTo(400);
    assertThat(measurer.measured).hasValue(0);
  }

  @Test
  void manyClientsThatSendTheirHeadByteByByteAreCutOffAndHoldUpNobody() throws IOException {
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        slow.add(new RawClient(agent.url()).say("GET /v1/agent HTTP/1.1\r\nHost: agent\r\nX: "));
      }
      assertThat(answer(post(body("model"), TOKEN))).isEqualTo(200);
      long start = System.nanoTime();
      // a byte now and then, so that they are never silent for long
      boolean open = true;
      while (open && System.nanoTime() - start < Duration.ofSeconds(8).toNanos()) {
        open = false;
        for (RawClient client : slow) {
          open |= client.trickle();
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      assertThat(open).isFalse();
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  void aClientWhoseHeadDoesNotComeIsToldSo() throws IOException {
    assertThat(answer("GET /v1/agent HTTP/1.1\r\nHost: agent\r\n")).isEqualTo(408);
    assertThat(answer("")).isEqualTo(408);
  }

  @Test
  void aBodyThatStandsStillIsToldSo() throws IOException {
    try (RawClient client = new RawClient(agent.url())) {
      byte[] all = post(body("model"), TOKEN);
      client.say(Arrays.copyOf(all, all.length - 3));
      assertThat(client.status()).isEqualTo(408);
    }
  }

  @Test
  void aBodyThatTricklesIsEndedAndTheTurnIsFree() throws IOException {
    try (RawClient client = new RawClient(agent.url())) {
      byte[] all = post(body("model"), TOKEN);
      int sent = all.length - 200;
      client.say(Arrays.copyOf(all, sent));
      boolean open = true;
      while (open && sent < all.length - 1) {
        open = client.trickle();
        sent++;
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      assertThat(client.status()).isIn(408, 0);
      assertThat(sent).isLessThan(all.length - 1);
    }
  }

  @Test
  void aClientThatGoesAwayInTheMiddleFreesTheTurn() throws IOException {
    try (RawClient client = new RawClient(agent.url())) {
      byte[] all = post(body("model"), TOKEN);
      client.say(Arrays.copyOf(all, all.length - 3));
    }
  }
}
