package io.paretune.tests.measuring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.References;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.statistics.Samples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MeasuringTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void tauCountsPairsInTheSameOrder() {
    assertThat(Measuring.tau(new double[] {1, 2, 3, 4}, new double[] {1, 2, 4, 3}))
        .isEqualTo(4 / 6.0, within(1e-12));
    assertThat(Measuring.tau(new double[] {1, 2, 3}, new double[] {3, 2, 1})).isEqualTo(-1);
  }

  @Test
  void medianIsTheMiddle() {
    assertThat(Measuring.median(3, 1, 2)).isEqualTo(2);
    assertThat(Measuring.median(4, 1, 2, 3)).isEqualTo(2.5);
    assertThat(Measuring.median()).isNaN();
  }

  @Test
  void quietMomentsAreTheQuickestWindows() {
    double[] times = new double[300];
    Arrays.fill(times, 2);
    Arrays.fill(times, 30, 60, 1);
    assertThat(PlainLoop.Seen.of(times)).isEqualTo(new PlainLoop.Seen(2, 1));
  }

  @Test
  void halfOfTheMeasurementsAreMadeBesideOtherProcesses() throws Exception {
    Iterator<Latency> latencies = List.of(latency(1, true), latency(1.1, true)).iterator();
    Again.print(time -> latencies.next(), 2, 0, 1, out);
    List<String> lines = lines();
    assertThat(lines).hasSize(4);
    assertThat(List.of(lines.get(1), lines.get(2)))
        .filteredOn(line -> line.split(",", -1)[1].equals("0"))
        .hasSize(1);
    assertThat(lines.get(3))
        .contains("accepted 1 quiet and 1 beside load, median 1.0500 ms")
        .contains("largest over smallest 1.100")
        .contains("lease 0.5 s");
  }

  @Test
  void whatWasNotAcceptedBothTimesIsNotCompared() {
    Iterator<Latency> first = List.of(latency(1, true), latency(1.02, true)).iterator();
    Iterator<Latency> second = List.of(latency(2, true), latency(3, false)).iterator();
    Supplier<Latency> one = first::next;
    Supplier<Latency> two = second::next;
    Twice.print(List.of(one, two), 1, out);
    assertThat(lines().get(3))
        .isEqualTo(
            "tau of all 2: 1.000; 1 accepted both times, farthest apart 2.0 %; lease 0.5 s a"
                + " measurement");
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static Latency latency(double ms, boolean stable) {
    return new Latency(
        ms,
        ms,
        ms,
        ms,
        ms,
        10,
        1,
        stable ? List.of() : List.of("too loud"),
        stable,
        new Noise(Map.of()),
        new References(1, List.of(1.0), 1),
        Samples.of((long) (1e6 * ms)),
        500,
        List.of());
  }
}
