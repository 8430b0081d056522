package io.paretune.evaluators.trial.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkplaceTest {

  @Test
  void timeOfMeasuringIsNoWorkingTime(@TempDir Path directory) throws InterruptedException {
    MeasuringLease lease = MeasuringLease.in(directory);
    LongSupplier clock =
        new Workplace(
                directory,
                (bytes, suffix) -> {
                  throw new AssertionError("nothing is kept");
                },
                lease,
                1)
            .workingTime();
    long began = clock.getAsLong();
    LeaseHandle alone = lease.exclusive(Duration.ofSeconds(10));
    Thread.sleep(20);
    alone.close();
    long held = lease.account().measurementsHeld().toNanos();

    long worked = clock.getAsLong() - began;
    long after = System.nanoTime();

    assertThat(held).isGreaterThanOrEqualTo(20_000_000);
    assertThat(worked).isBetween(0L, after - began - held);
  }

  @Test
  void whoWorksBesideTheStepsWaitsOnHisOwnAccount(@TempDir Path directory) throws Exception {
    MeasuringLease lease = MeasuringLease.in(directory);
    StepGate beside = Workplace.gate(lease).beside();
    LeaseHandle alone = lease.exclusive(Duration.ofSeconds(10));
    CountDownLatch done = new CountDownLatch(1);
    Thread maker = new Thread(() -> beside.run(done::countDown));
    maker.start();

    assertThat(done.await(20, TimeUnit.MILLISECONDS)).as("while somebody measures").isFalse();
    alone.close();
    maker.join();

    assertThat(done.getCount()).isZero();
    assertThat(lease.account().stepsWaited()).isZero();
  }
}
