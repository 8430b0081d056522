package io.paretune.hardware.meter.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.meter.Figures;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.protocol.Latency;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentJsonTest {
  private static final String SHA = "ab".repeat(32);
  private static final Fingerprint MACHINE = Figures.machine("Cortex-A76 <\"ü\">");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static AgentAnswer there(Latency latency) {
    String json =
        AgentJson.write(
            new AgentAnswer(new MeasuredLatency(latency, MACHINE), SHA, Map.of("java", "17")));
    assertThat(json.lines()).hasSize(1);
    return AgentJson.readAnswer(bytes(json));
  }

  private static String answer() {
    return AgentJson.write(
        new AgentAnswer(new MeasuredLatency(Figures.latency(0.5), MACHINE), SHA, Map.of()));
  }

  @Test
  void everyPartOfAReadingArrivesAsItWas() {
    for (Latency latency : new Latency[] {Figures.latency(0.5), Figures.unstable(1e-3)}) {
      AgentAnswer answer = there(latency);
      assertThat(answer.reading().latency()).isEqualTo(latency);
      assertThat(answer.reading().machine()).isEqualTo(MACHINE);
      assertThat(answer.model()).isEqualTo(SHA);
      assertThat(answer.versions()).containsExactly(Map.entry("java", "17"));
    }
  }

  @Test
  void aDescriptionAndARequestArriveAsTheyWere() throws IOException {
    AgentDescription description =
        new AgentDescription(
            MACHINE, Map.of("a", "b"), 1L << 40, Duration.ofMillis(1234), Duration.ZERO);
    assertThat(AgentJson.readDescription(bytes(AgentJson.write(description))))
        .isEqualTo(description);
    MeasureRequest request = new MeasureRequest("name: x\n", 3, 5L << 30, SHA);
    assertThat(MeasureRequest.read(new ByteArrayInputStream(request.head()))).isEqualTo(request);
    assertThat(request.length()).isEqualTo(request.head().length + 12 + (5L << 30));
  }

  @Test
  void inputsArriveToTheLastBit() {
    float[] values = {1.5f, -0f, Float.MIN_VALUE, Float.NaN, Float.MAX_VALUE};
    byte[] sent = MeasureRequest.bytes(ModelInput.of(values));
    assertThat(sent).hasSize(20).startsWith(0, 0, (byte) 0xc0, 0x3f);
    assertThat(MeasureRequest.input(sent).values()).containsExactly(values);
    assertThat(MeasureRequest.input(new byte[0]).count()).isZero();
  }

  @Test
  void whatANewerAgentAddsIsPassedOver() {
    String newer =
        answer()
            .replace("\"medianMs\"", "\"joules\":{\"value\":3},\"medianMs\"")
            .replace("\"FOREIGN_LOAD\"", "\"MOON_PHASE\":0.5,\"FOREIGN_LOAD\"")
            .replace("\"machine\"", "\"weather\":[1],\"machine\"")
            .replace("\"governor\"", "\"gpu\":\"none\",\"governor\"");
    assertThat(newer).contains("joules", "MOON_PHASE", "weather", "gpu");
    assertThat(AgentJson.readAnswer(bytes(newer)).reading().latency())
        .isEqualTo(Figures.latency(0.5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"medianMs\":0.5     | \"medianMs\":-0.5      | medianMs > 0",
        "\"medianMs\":0.5     | \"medianMs\":5.0       | cannot be true together",
        "\"medianMs\":0.5     | \"medianMs\":\"NaN\"   | medianMs > 0",
        "\"medianMs\":0.5     | \"medianMs\":null      | medianMs",
        "\"medianMs\":0.5     | \"median\":0.5         | medianMs",
        "\"p99Ms\":0.65       | \"p99Ms\":\"Infinity\" | cannot be true together",
        "\"repeats\":6        | \"repeats\":0          | cannot be true together",
        "\"format\":1         | \"format\":2           | use the same version",
        "\"format\":1         | \"format\":\"1\"       | not a reading",
        "\"cpu-model\"        | \"cpu\"                | needs the key 'cpu-model'",
        "\"logical-cores\":\"4\" | \"logical-cores\":\"many\" | many",
        "\"stable\":true      | \"stable\":7.5e400     | not a reading",
      })
  void whatCannotBeIsRefused(String from, String to, String reason) {
    String wrong = answer().replace(from, to);
    assertThat(wrong).isNotEqualTo(answer());
    assertThatThrownBy(() -> AgentJson.readAnswer(bytes(wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{}",
        "{\"format\":1}",
        "<html>no</html>",
        "{\"format\":1}x",
        "{\"a\":"
      })
  void whatIsNoReadingIsRefused(String text) {
    assertThatThrownBy(() -> AgentJson.readAnswer(bytes(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .hasLineCount(1);
    assertThatThrownBy(() -> AgentJson.readAnswer(bytes("[".repeat(100_000))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void samplesThatUnpackToGigabytesAreRefusedBeforeTheyAreKept() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 32; i++) {
        out.write(zeros);
      }
    }
    String bomb =
        answer()
            .replaceFirst(
                "\"samples\":\"[^\"]*\"",
                "\"samples\":\"" + Base64.getEncoder().encodeToString(packed.toByteArray()) + "\"");
    assertThatThrownBy(() -> AgentJson.readAnswer(bytes(bomb)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more samples than any measurement takes");
  }

  @Test
  void reasonsFromElsewhereAreMadeFitToBeShown() {
    String reason = "line one\n\u001b[31mline two\u0007" + "x".repeat(9000);
    assertThat(AgentJson.readRefusal(bytes(AgentJson.refusal(reason))))
        .get()
        .satisfies(
            text ->
                assertThat(text)
                    .startsWith("line one [31mline two x")
                    .hasSizeLessThan(500)
                    .endsWith("..."));
    assertThat(AgentJson.readRefusal(bytes("<html>"))).isEmpty();
  }
}
