package io.paretune.hardware.protocol.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.profile.Device;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcFilesTest {
  @Test
  void busyTimeOfTheMachineLeavesOutIdlingWaitingForDisksAndStolenTime() {
    // user nice system idle iowait irq softirq steal guest guest_nice
    String stat = "cpu  100 20 30 9000 500 4 5 7 60 10\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
    assertThat(ProcFiles.machine(stat, 10))
        .isEqualTo(Map.of(Counter.MACHINE_BUSY, 1590L, Counter.STOLEN, 70L));
  }

  @Test
  void oldKernelWithoutStolenTimeIsRead() {
    assertThat(ProcFiles.machine("cpu  1 2 3 4\n", 1)).isEqualTo(Map.of(Counter.MACHINE_BUSY, 6L));
    assertThat(ProcFiles.machine("", 1)).isEmpty();
  }

  @Test
  void tasksWaitingAndSwitchesAreRead() {
    String status = "Name:\tjava\nvoluntary_ctxt_switches:\t9\nnonvoluntary_ctxt_switches:\t12\n";
    assertThat(ProcFiles.task("725982 58647 1\n", status))
        .isEqualTo(Map.of(Counter.WAITED, 58647L, Counter.INVOLUNTARY_SWITCHES, 12L));
    assertThat(ProcFiles.task("", "")).isEmpty();
  }

  @Test
  void signsAreWhatGrewBetweenTwoReadings() {
    NoiseCounters before =
        new NoiseCounters(
            0, Map.of(Counter.THREAD_CPU, 0L, Counter.PROCESS_CPU, 0L, Counter.MACHINE_BUSY, 0L));
    NoiseCounters after =
        new NoiseCounters(
            1000,
            Map.of(
                Counter.THREAD_CPU, 900L, Counter.PROCESS_CPU, 1100L, Counter.MACHINE_BUSY, 1700L));
    Noise noise = Noise.between(before, after, 1);
    assertThat(noise.value(NoiseIndicator.FOREIGN_LOAD)).hasValue(0.6);
    assertThat(noise.value(NoiseIndicator.OWN_OTHER_LOAD)).hasValue(0.2);
    assertThat(noise.value(NoiseIndicator.OFF_CORE).getAsDouble()).isBetween(0.0999, 0.1001);
    assertThat(noise.unavailable())
        .containsExactly(
            NoiseIndicator.WAITED,
            NoiseIndicator.SWITCHED,
            NoiseIndicator.SWITCHES,
            NoiseIndicator.STOLEN,
            NoiseIndicator.COLLECTIONS,
            NoiseIndicator.GPU_CLOCK);
  }

  @Test
  void ofAGpusClockTheSlowerReadingIsKeptAndItIsNoReason() {
    NoiseCounters before = new NoiseCounters(0, Map.of(Counter.GPU_CLOCK, 1980L));
    NoiseCounters after = new NoiseCounters(1000, Map.of(Counter.GPU_CLOCK, 1410L));
    Noise noise = Noise.between(before, after, 1);
    assertThat(noise.value(NoiseIndicator.GPU_CLOCK)).hasValue(1410);
    assertThat(new NoiseJudge(0.1, 2, 1).reasons(noise)).isEmpty();
  }

  @Test
  void limitOnForeignLoadGrowsWithTheCoresLeftOver() {
    Noise half = new Noise(Map.of(NoiseIndicator.FOREIGN_LOAD, 0.5));
    assertThat(new NoiseJudge(0.1, 2, 1).reasons(half)).hasSize(1);
    assertThat(new NoiseJudge(0.1, 16, 1).reasons(half)).isEmpty();
    assertThat(new NoiseJudge(0.1, 16, 16).reasons(half)).hasSize(1);
    assertThat(new NoiseJudge(0.1, 2, 1).hopeless(half)).isTrue();
  }

  @Test
  void thisMachinesCountersGrow() {
    SystemNoise source = SystemNoise.ofThisMachine(1, new Device.Cpu());
    NoiseCounters before = source.read();
    NoiseCounters after = source.read();
    assertThat(after.wallNanos()).isGreaterThan(before.wallNanos());
    assertThat(after.values().keySet()).isEqualTo(before.values().keySet()).isNotEmpty();
    after
        .values()
        .forEach(
            (counter, value) ->
                assertThat(value).isGreaterThanOrEqualTo(before.values().get(counter)));
    assertThat(SystemNoise.ofThisMachine(2, new Device.Cpu()).read().values().keySet())
        .isEqualTo(before.values().keySet());
  }
}
