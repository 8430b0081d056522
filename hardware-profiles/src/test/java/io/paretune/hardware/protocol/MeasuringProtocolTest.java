package io.paretune.hardware.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.noise.Counter;
import io.paretune.hardware.protocol.noise.NoiseIndicator;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeasuringProtocolTest {
  private static final Protocol SETTINGS = Protocol.defaults();

  private final SimulatedMachine machine = new SimulatedMachine();

  @Test
  void quietMachineGivesAStableFigureAtTheFirstAttempt() {
    Latency latency = measure(0.5, 0.02);
    assertThat(latency.stable()).isTrue();
    assertThat(latency.reason()).isEmpty();
    assertThat(latency.rejectedAttempts()).isZero();
    // The median of 1 + 0.02 |z| is 1 + 0.02 * 0.6745.
    assertThat(latency.medianMs()).isCloseTo(0.5 * 1.01349, within(0.002));
    assertThat(latency.ciLowMs()).isLessThanOrEqualTo(latency.medianMs());
    assertThat(latency.ciHighMs()).isGreaterThanOrEqualTo(latency.medianMs());
    assertThat(latency.p90Ms()).isBetween(latency.medianMs(), latency.p99Ms());
    assertThat(latency.relativeHalfWidth())
        .isLessThanOrEqualTo(SETTINGS.timing().targetHalfWidth());
    assertThat(latency.repeats()).isEqualTo(latency.samples().count()).isGreaterThanOrEqualTo(60);
    assertThat(latency.throughputPerSecond()).isCloseTo(1000 / latency.medianMs(), within(1e-9));
    assertThat(latency.references().medianMs()).isCloseTo(0.3, within(0.01));
  }

  @Test
  void smallNetworkOnAQuietMachineHoldsTheLeaseForLessThanASecond() {
    // The first measurement of all also learns how fast the machine is when it is quiet.
    assertThat(measure(0.3, 0.02).heldMs()).isLessThan(2000);
    MeasuringProtocol known = machine.protocol(SETTINGS);
    Latency first = known.measure(machine.model(0.3, 0.02), machine::lease);
    assertThat(first.stable()).isTrue();
    assertThat(known.measure(machine.model(0.3, 0.02), machine::lease).heldMs()).isLessThan(500);
    assertThat(known.measure(machine.model(1, 0.02), machine::lease).heldMs()).isLessThan(500);
  }

  @Test
  void neighbourIsNoticedEvenIfItTakesNoTimeFromTheMeasuringThread() {
    machine.foreign = t -> 1;
    machine.slowness = t -> 1.4;
    Latency latency = measure(0.5, 0.02);
    assertThat(latency.stable()).isFalse();
    assertThat(latency.rejectedAttempts()).isEqualTo(SETTINGS.retries().attempts());
    assertThat(latency.reason()).contains("other processes used 1.00 cores (limit 0.10)");
  }

  @Test
  void busyLoopsOnEveryCoreAreNoticedInSeveralWays() {
    machine.foreign = t -> 1.3;
    machine.waiting = t -> 0.35;
    assertThat(measure(0.5, 0.02).reason())
        .contains("other processes used")
        .contains("waited for a core")
        .contains("not running")
        .contains("switched out");
  }

  @Test
  void everyDisturbanceIsEitherWithinTenPercentOrRefused() {
    double quiet = measure(0.5, 0.02).medianMs();
    for (int cores = 0; cores <= 20; cores++) {
      for (int slower = 0; slower <= 10; slower++) {
        SimulatedMachine disturbed = new SimulatedMachine();
        double load = cores / 10.0;
        double factor = 1 + slower / 20.0;
        // The neighbour comes and goes every 150 ms.
        disturbed.foreign = t -> (int) (t / 0.15) % 2 == 0 ? load : 0;
        disturbed.slowness = t -> (int) (t / 0.15) % 2 == 0 ? factor : 1;
        MeasuringProtocol protocol = disturbed.protocol(SETTINGS.withAttempts(2));
        Latency latency = protocol.measure(disturbed.model(0.5, 0.02), disturbed::lease);
        if (latency.stable()) {
          assertThat(latency.medianMs())
              .as("load %s, factor %s", load, factor)
              .isCloseTo(quiet, within(0.1 * quiet));
        }
      }
    }
  }

  @Test
  void passingDisturbanceCostsAnAttemptAndABackOffOutsideTheLease() {
    MeasuringProtocol protocol = knownMachine();
    int leasesBefore = machine.leases();
    double start = machine.seconds();
    machine.foreign = t -> t < start + 0.3 ? 1 : 0;
    Latency latency = protocol.measure(machine.model(0.5, 0.02), machine::lease);
    assertThat(latency.stable()).isTrue();
    assertThat(latency.rejectedAttempts()).isEqualTo(1);
    assertThat(latency.rejections()).first().asString().contains("other processes used");
    assertThat(machine.pauses()).containsExactly(SETTINGS.retries().backOff());
    assertThat(machine.leases()).isEqualTo(leasesBefore + 2);
    assertThat(machine.leased()).isFalse();
  }

  @Test
  void backOffDoublesAndEndsWithTheLastAttempt() {
    machine.foreign = t -> 1;
    measure(0.5, 0.02);
    assertThat(machine.pauses())
        .containsExactly(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofMillis(1000));
  }

  @Test
  void onlyTheQuietMomentsOfAMachineThatSlowsDownAreBelieved() {
    MeasuringProtocol protocol = knownMachine();
    double start = machine.seconds();
    machine.slowness = t -> 1 + Math.max(0, t - start) / 2;
    Latency latency = protocol.measure(machine.model(0.5, 0.02), machine::lease);
    if (latency.stable()) {
      assertThat(latency.medianMs()).isCloseTo(0.5 * 1.0135, within(0.025));
    } else {
      assertThat(latency.reason()).contains("slower than usual");
    }
  }

  @Test
  void neighbourThatNoCounterShowsIsSeenByTheReferenceBlockByBlock() {
    MeasuringProtocol protocol = knownMachine();
    // Noisy three quarters of the time, in spells of 15 ms; it slows the candidate like all else.
    machine.slowness = t -> (int) (t / 0.015) % 4 == 0 ? 1 : 1.3;
    Latency latency = protocol.measure(machine.model(0.06, 0.02), machine::lease);
    assertThat(latency.stable()).as(latency.reason()).isTrue();
    assertThat(latency.medianMs()).isCloseTo(0.06 * 1.0135, within(0.002));
  }

  /** A protocol that has measured once on the quiet machine. */
  private MeasuringProtocol knownMachine() {
    MeasuringProtocol protocol = machine.protocol(SETTINGS);
    assertThat(protocol.measure(machine.model(0.5, 0.02), machine::lease).stable()).isTrue();
    return protocol;
  }

  @Test
  void machineThatIsSlowerThanItUsuallyIsIsRefusedThoughNoCounterShowsWhy() {
    MeasuringProtocol protocol = machine.protocol(SETTINGS);
    assertThat(protocol.measure(machine.model(0.5, 0.02), machine::lease).stable()).isTrue();
    machine.slowness = t -> 1.3;
    Latency latency = protocol.measure(machine.model(0.5, 0.02), machine::lease);
    assertThat(latency.rejections()).first().asString().contains("slower than usual");
  }

  @Test
  void machineThatHasChangedForGoodIsBelievedAfterAWhile() {
    MeasuringProtocol protocol = machine.protocol(SETTINGS);
    protocol.measure(machine.model(0.5, 0.02), machine::lease);
    machine.slowness = t -> 1.3;
    Latency latency = protocol.measure(machine.model(0.5, 0.02), machine::lease);
    for (int i = 0; i < 8 && !latency.stable(); i++) {
      latency = protocol.measure(machine.model(0.5, 0.02), machine::lease);
    }
    assertThat(latency.stable()).isTrue();
  }

  @Test
  void timeTakenByTheHypervisorIsARefusal() {
    machine.stolen = t -> 0.2;
    assertThat(measure(0.5, 0.02).reason()).contains("the hypervisor took 0.20 cores away");
  }

  @Test
  void networkWhoseTimesScatterTooMuchForTheBudgetIsUnstableWithItsInterval() {
    Latency latency = measure(60, 1.5);
    assertThat(latency.stable()).isFalse();
    assertThat(latency.reason()).contains("the interval of the median is");
    assertThat(latency.ciHighMs() / latency.ciLowMs()).isGreaterThan(1.04);
  }

  @Test
  void unstableFiguresIntervalSpansAllAttempts() {
    MeasuringProtocol protocol = knownMachine();
    double start = machine.seconds();
    machine.foreign = t -> 1;
    machine.slowness = t -> t < start + 0.4 ? 1 : 1.5;
    Latency latency = protocol.measure(machine.model(0.5, 0.02), machine::lease);
    assertThat(latency.stable()).isFalse();
    assertThat(latency.ciLowMs()).isLessThan(0.52);
    assertThat(latency.ciHighMs()).isGreaterThan(0.74);
  }

  @Test
  void slowNetworkIsMeasuredWithFewRunsButNeverWithoutAnInterval() {
    Latency latency = measure(400, 0.002);
    assertThat(latency.stable()).isTrue();
    assertThat(latency.repeats()).isEqualTo(6);
  }

  @Test
  void signThatTheSystemDoesNotShowIsListedAsUnavailable() {
    machine.hide(Counter.MACHINE_BUSY, Counter.STOLEN, Counter.WAITED);
    Latency latency = measure(0.5, 0.02);
    assertThat(latency.stable()).isTrue();
    assertThat(latency.noise().unavailable())
        .containsExactly(NoiseIndicator.FOREIGN_LOAD, NoiseIndicator.WAITED, NoiseIndicator.STOLEN);
    assertThat(latency.noise().value(NoiseIndicator.FOREIGN_LOAD)).isEmpty();
  }

  @Test
  void leaseIsGivenBackWhenTheCandidateFails() {
    try (MeasuringProtocol protocol = machine.protocol(SETTINGS)) {
      assertThatThrownBy(
              () -> protocol.measure(new FailingModel(machine.model(1, 0), 50), machine::lease))
          .isInstanceOf(HardwareException.class)
          .hasMessage("the runtime gave up");
    }
    assertThat(machine.leases()).isEqualTo(1);
    assertThat(machine.leased()).isFalse();
  }

  private Latency measure(double ms, double jitter) {
    return machine.protocol(SETTINGS).measure(machine.model(ms, jitter), machine::lease);
  }
}
