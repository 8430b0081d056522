package io.paretune.hardware.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.noise.NoiseIndicator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class RecordingTest {
  private final SimulatedMachine machine = new SimulatedMachine();

  @Test
  void keptSamplesGiveMedianAndIntervalAgainWithoutAnyOfOurCode() throws IOException {
    Latency latency = measure();
    JsonNode attempt = json(Recording.of(latency).toBytes()).get("attempts").get(0);
    List<Double> believed = new ArrayList<>();
    for (JsonNode block : attempt.get("blocks")) {
      if (block.get("believed").asBoolean()) {
        block.get("nanos").forEach(nanos -> believed.add(nanos.asDouble() / 1e6));
      }
    }
    double[] sorted = believed.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    BinomialDistribution heads = new BinomialDistribution(null, n, 0.5);
    int k = 0;
    while (heads.cumulativeProbability(k) <= 0.025) {
      k++;
    }
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    assertThat(latency.repeats()).isEqualTo(n);
    assertThat(latency.medianMs()).isEqualTo(median);
    assertThat(latency.ciLowMs()).isEqualTo(sorted[k - 1]);
    assertThat(latency.ciHighMs()).isEqualTo(sorted[n - k]);
  }

  @Test
  void everyFigureOfAnUnstableLatencyComesBackFromItsRecordingToTheLastBit() {
    machine.foreign = t -> 1;
    machine.slowness = t -> 1 + (int) (t / 0.1) % 3 / 5.0;
    Latency latency = measure();
    assertThat(latency.stable()).isFalse();
    assertThat(latency.attempts()).hasSize(Protocol.defaults().retries().attempts());
    byte[] kept = Recording.of(latency).toBytes();
    assertThat(Recording.fromBytes(kept).latency()).isEqualTo(latency);
    assertThat(Recording.fromBytes(kept).toBytes()).isEqualTo(kept);
  }

  @Test
  void blocksThatAreNotBelievedAreKeptToo() {
    MeasuringProtocol protocol = machine.protocol(Protocol.defaults());
    protocol.measure(machine.model(0.5, 0.02), machine::lease);
    machine.slowness = t -> (int) (t / 0.015) % 4 == 0 ? 1 : 1.3;
    Attempt attempt = protocol.measure(machine.model(0.06, 0.02), machine::lease).attempts().get(0);
    assertThat(attempt.accepted()).isTrue();
    assertThat(attempt.blocks()).anyMatch(block -> !block.believed());
    assertThat(attempt.runs()).isGreaterThan(attempt.samples().count());
    assertThat(attempt.references().betweenMs()).hasSize(attempt.blocks().size() - 1);
  }

  @Test
  void runThatAGarbageCollectionFellIntoIsKnown() {
    machine.collectionEvery = 170;
    Latency latency = measure();
    Attempt attempt = latency.attempts().get(0);
    assertThat(latency.stable()).isTrue();
    assertThat(latency.noise().value(NoiseIndicator.COLLECTIONS).orElseThrow()).isPositive();
    assertThat(attempt.collectedRuns()).isPositive();
    for (Block block : attempt.blocks()) {
      long[] nanos = block.runs().nanos().toArray();
      for (int run = 0; run < nanos.length; run++) {
        boolean slow = nanos[run] >= SimulatedMachine.COLLECTION_NANOS;
        assertThat(block.collected().contains(run)).isEqualTo(slow);
      }
    }
  }

  @Test
  void switchesAreCountedBesideTheirRate() {
    machine.waiting = t -> 0.2;
    Noise noise = measure().noise();
    double rate = noise.value(NoiseIndicator.SWITCHED).orElseThrow();
    assertThat(noise.value(NoiseIndicator.SWITCHES).orElseThrow())
        .isPositive()
        .isLessThan(rate * 10);
  }

  @Test
  void aRunTakesFewBytes() {
    Latency latency = measure();
    assertThat(Recording.of(latency).toBytes().length)
        .isLessThan(2000 + 4 * latency.attempts().get(0).runs());
  }

  @Test
  void whatIsNoRecordingIsRefusedWithTheReason() {
    byte[] kept = Recording.of(measure()).toBytes();
    assertThatThrownBy(() -> Recording.fromBytes("words".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a recording");
    assertThatThrownBy(() -> Recording.fromBytes(kept, 0))
        .hasMessage("a recording is at most 0 MiB, this one is larger");
    assertThatThrownBy(() -> Recording.fromBytes(Arrays.copyOf(kept, kept.length / 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a recording");
  }

  private Latency measure() {
    return machine.protocol(Protocol.defaults()).measure(machine.model(0.5, 0.02), machine::lease);
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new ObjectMapper().readTree(in);
    }
  }
}
