package io.paretune.hardware.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.hardware.runtime.LoadedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaplMeterTest {
  private final Path root;
  private long nanos;
  private long microjoules = 999_000_000;

  RaplMeterTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void packagesAreAddedUpTheirPartsAreNotAndCountersWrapAround() throws IOException {
    zone("intel-rapl:0", 900, 1000);
    zone("intel-rapl:0:0", 5, 1000);
    zone("intel-rapl:1", 10, 1000);
    RaplMeter meter = new RaplMeter(root);
    assertThat(meter.missing()).isEmpty();
    Map<String, Long> before = meter.read();
    assertThat(before).isEqualTo(Map.of("intel-rapl:0", 900L, "intel-rapl:1", 10L));
    zone("intel-rapl:0", 100, 1000);
    zone("intel-rapl:1", 60, 1000);
    assertThat(meter.joules(before, meter.read())).isCloseTo((200 + 50) / 1e6, within(1e-12));
  }

  @Test
  void energyIsThatOfOneImage() {
    // 10 ms and 0.2 J a run of two images, over a wrap of the counter
    zone("intel-rapl:0", microjoules, 1_000_000_000);
    Reading reading = Energy.of(new Burning(), new RaplMeter(root), () -> nanos);
    assertThat(reading.value().orElseThrow()).isCloseTo(0.1, within(1e-9));
    assertThat(reading.note()).contains("20.0 W");
  }

  @Test
  void machineWithoutCountersSaysSo() {
    assertThat(new RaplMeter(root.resolve("none")).missing()).contains("no energy counters");
    assertThat(new RaplMeter(root).missing()).contains("lists no package");
    Reading reading = Energy.of(new Burning(), new RaplMeter(root), () -> nanos);
    assertThat(reading.value()).isEmpty();
    assertThat(reading.note()).contains("no energy counters");
  }

  private void zone(String name, long energy, long range) {
    try {
      Path zone = Files.createDirectories(root.resolve(name));
      Files.writeString(zone.resolve("energy_uj"), energy + "\n");
      Files.writeString(zone.resolve("max_energy_range_uj"), range + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A network whose runs take time and energy of the simulated machine. */
  private final class Burning implements LoadedModel {
    @Override
    public List<Long> inputShape() {
      return List.of(2L, 3L);
    }

    @Override
    public void setInput(float[] values) {
      throw new UnsupportedOperationException("a simulated network has no input");
    }

    @Override
    public void run() {
      nanos += 10_000_000;
      microjoules = (microjoules + 200_000) % 1_000_000_000;
      zone("intel-rapl:0", microjoules, 1_000_000_000);
    }

    @Override
    public float[] output() {
      return new float[3];
    }

    @Override
    public List<float[]> outputs() {
      return List.of(output());
    }

    @Override
    public void close() {
      // nothing native is held
    }
  }
}
