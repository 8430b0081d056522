package io.paretune.hardware.measure.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.hardware.HardwareException;
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

  /** Microjoules that runs of every second window take more. */
  private long odd;

  RaplMeterTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void packagesAreAddedUpTheirPartsAreNotAndCountersWrapAround() throws IOException {
    zone("intel-rapl:0", 900, 1000);
    zone("intel-rapl:0:0", 5, 1000);
    zone("intel-rapl:1", 10, 1000);
    RaplMeter meter = meter();
    assertThat(meter.missing()).isEmpty();
    Map<String, Long> before = meter.read();
    assertThat(before).isEqualTo(Map.of("intel-rapl:0", 900L, "intel-rapl:1", 10L));
    zone("intel-rapl:0", 100, 1000);
    zone("intel-rapl:1", 60, 1000);
    assertThat(meter.joules(before, meter.read())).isCloseTo((200 + 50) / 1e6, within(1e-12));
  }

  @Test
  void energyIsThatOfOneExampleAndWhatRestTakesIsSaidAndNotTakenOff() throws Exception {
    // 10 ms and 0.2 J a run of two examples, 5 W at rest, over a wrap of the counter
    burn(0, 0);
    EnergyPerExample energy = measured();
    assertThat(energy.millijoules().median()).isCloseTo(100, within(1e-9));
    assertThat(energy.stable()).isTrue();
    assertThat(energy.note())
        .startsWith(
            "an example; 95 % interval 100.0 to 100.0 over 20 windows of 100 ms; 20.0 W, of which"
                + " 5.0 W are taken at rest and not taken off; all of the processor");
    assertThat(EnergyPerExample.parse(energy.line())).isEqualTo(energy);
    assertThatThrownBy(() -> EnergyPerExample.parse("1 2 energy"))
        .hasMessageContaining("no energy of an example");
  }

  @Test
  void anIntervalThatIsTooWideIsNotReliedOn() throws Exception {
    burn(0, 0);
    odd = 100_000;
    assertThat(measured().stable()).isFalse();
  }

  @Test
  void countersThatStandStillAreNoEnergy() {
    zone("intel-rapl:0", 5, 1000);
    assertThatThrownBy(
            () ->
                EnergyPerExample.of(
                    new Burning() {
                      @Override
                      public void run() {
                        nanos += 10_000_000;
                      }
                    },
                    meter(),
                    () -> nanos,
                    span -> {}))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("stand still");
  }

  @Test
  void slowRunsHaveFewerWindowsAndALateAwakeningCosts() throws Exception {
    burn(0, 0);
    EnergyPerExample energy =
        EnergyPerExample.of(
            new Burning() {
              @Override
              public void run() {
                burn(10_000_000_000L, 40_000_000);
              }
            },
            meter(),
            () -> nanos,
            // twice as long as asked for
            span -> burn(2 * span.toNanos(), Math.round(5 * 2 * span.toNanos() / 1e3)));
    assertThat(energy.note()).contains("over 6 windows of 10000 ms", " 5.0 W are taken at rest");
  }

  @Test
  void nothingSaidOfWhereCountersAreIsTheUsualPlace() {
    assertThat(RaplMeter.root(null)).isEqualTo(Path.of("/sys/class/powercap"));
    assertThat(RaplMeter.root("")).isEqualTo(Path.of("/sys/class/powercap"));
    assertThat(RaplMeter.root("/host")).isEqualTo(Path.of("/host"));
  }

  @Test
  void theWholePlatformIsNotCountedBesideItsPackages() throws IOException {
    zone("intel-rapl:0", 900, 1000);
    Files.writeString(root.resolve("intel-rapl:0/name"), "package-0\n");
    zone("intel-rapl:1", 990, 1000);
    Files.writeString(root.resolve("intel-rapl:1/name"), "psys\n");
    assertThat(meter().read()).containsOnlyKeys("intel-rapl:0");
  }

  @Test
  void machineWithoutCountersSaysSo() {
    assertThat(new RaplMeter(root.resolve("none"), file -> true).missing().orElseThrow())
        .contains("no energy counters", "sudo modprobe intel_rapl_msr");
    assertThat(meter().missing().orElseThrow()).contains("has no RAPL package");
  }

  @Test
  void countersOfRootNameTheCommandThatAllowsThem() {
    zone("intel-rapl:0", 5, 1000);
    assertThat(new RaplMeter(root, file -> false).missing())
        .contains(
            root
                + "/intel-rapl:0/energy_uj may be read by root alone, since the counters can leak"
                + " secrets (CVE-2020-8694); 'sudo chmod a+r "
                + root
                + "/*-rapl:*/energy_uj' allows it until the machine starts anew");
  }

  private RaplMeter meter() {
    return new RaplMeter(root, file -> true);
  }

  private EnergyPerExample measured() throws Exception {
    return EnergyPerExample.of(
        new Burning(),
        meter(),
        () -> nanos,
        span -> burn(span.toNanos(), Math.round(5 * span.toNanos() / 1e3)));
  }

  /** Time passes, and energy is taken, on the simulated machine. */
  private void burn(long time, long energy) {
    nanos += time;
    microjoules = (microjoules + energy) % 1_000_000_000;
    zone("intel-rapl:0", microjoules, 1_000_000_000);
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
  private class Burning implements LoadedModel {
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
      burn(10_000_000, 200_000 + odd * (nanos / 100_000_000 % 2));
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
