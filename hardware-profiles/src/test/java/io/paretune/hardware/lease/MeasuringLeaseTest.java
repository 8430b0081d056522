package io.paretune.hardware.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing here depends on speed: waits end by an event, and the bounds only stop a test that hangs.
 */
@Timeout(60)
class MeasuringLeaseTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final Path directory;
  private final MeasuringLease lease;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Process> children = new ArrayList<>();

  MeasuringLeaseTest(@TempDir Path directory) {
    this.directory = directory;
    this.lease = MeasuringLease.in(directory);
  }

  @AfterEach
  void endThreadsAndChildren() throws InterruptedException {
    threads.shutdownNow();
    for (Process child : children) {
      child.destroyForcibly();
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void trainingStepsOfSeveralThreadsRunSideBySide() throws Exception {
    CountDownLatch inside = new CountDownLatch(3);
    List<Future<Boolean>> steps = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      steps.add(threads.submit(() -> lease.trainingStep(() -> meet(inside))));
    }
    for (Future<Boolean> step : steps) {
      assertThat(step.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void measurementWaitsForRunningStepsAndKeepsNewOnesOut() throws Exception {
    LeaseHandle running = lease.trainingStep();
    AtomicBoolean measuring = new AtomicBoolean();
    AtomicBoolean overlapped = new AtomicBoolean();
    CountDownLatch measured = new CountDownLatch(1);
    Future<?> measurer =
        threads.submit(
            () -> {
              LeaseHandle alone = lease.exclusive(LONG);
              measuring.set(true);
              measured.countDown();
              measuring.set(false);
              alone.close();
            });
    assertThat(measured.await(50, TimeUnit.MILLISECONDS)).isFalse();
    running.close();
    for (int i = 0; i < 100; i++) {
      lease.trainingStep(() -> overlapped.compareAndSet(false, measuring.get()));
    }
    measurer.get(30, TimeUnit.SECONDS);
    assertThat(overlapped).isFalse();
  }

  @Test
  void measurementsExcludeOneAnotherAcrossInstances() throws Exception {
    MeasuringLease other = MeasuringLease.in(directory);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> measurers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      MeasuringLease mine = i % 2 == 0 ? lease : other;
      measurers.add(
          threads.submit(
              () -> {
                for (int k = 0; k < 20; k++) {
                  LeaseHandle alone = mine.exclusive(LONG);
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  inside.decrementAndGet();
                  alone.close();
                }
              }));
    }
    for (Future<?> measurer : measurers) {
      measurer.get(30, TimeUnit.SECONDS);
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void lateMeasurerIsToldWhoHoldsTheLease() throws Exception {
    Process child = child("exclusive");
    assertThatThrownBy(() -> lease.exclusive(SHORT))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("not obtained within 50 ms")
        .hasMessageContaining("held by process " + child.pid());
  }

  @Test
  void otherProcessesMeasurementHoldsUpTrainingUntilItEnds() throws Exception {
    Process child = child("exclusive");
    Future<Boolean> step = threads.submit(() -> lease.trainingStep(() -> true));
    assertThat(step.isDone()).isFalse();
    assertThatThrownBy(() -> step.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    release(child);
    assertThat(step.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lease.account().stepsWaited()).isPositive();
  }

  @Test
  void otherProcessesTrainingStepHoldsUpAMeasurementUntilItEnds() throws Exception {
    Process child = child("step");
    assertThatThrownBy(() -> lease.exclusive(SHORT)).isInstanceOf(HardwareException.class);
    release(child);
    lease.exclusive(LONG).close();
    assertThat(lease.account().measurements()).isEqualTo(1);
    assertThat(lease.account().measurementsWaited()).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  void killedMeasurerFreesTheLease() throws Exception {
    Process child = child("exclusive");
    assertThatThrownBy(() -> lease.exclusive(SHORT)).isInstanceOf(HardwareException.class);
    child.destroyForcibly();
    lease.exclusive(LONG).close();
    assertThat(lease.trainingStep(() -> true)).isTrue();
  }

  @Test
  void killedTrainerFreesTheLease() throws Exception {
    Process child = child("step");
    child.destroyForcibly();
    lease.exclusive(LONG).close();
    assertThat(lease.account().measurements()).isEqualTo(1);
  }

  @Test
  void measurerIsNotStarvedByProcessesThatTrainWithoutAPause() throws Exception {
    Process first = child("loop");
    Process second = child("loop");
    for (int i = 0; i < 5; i++) {
      lease.exclusive(LONG).close();
    }
    release(first);
    release(second);
    assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isZero();
  }

  @Test
  void stepWithinAStepDoesNotWaitForAMeasurerThatWaitsForTheOuterOne() throws Exception {
    LeaseHandle outer = lease.trainingStep();
    Future<?> measurer = threads.submit(() -> lease.exclusive(LONG).close());
    assertThatThrownBy(() -> measurer.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    lease.trainingStep().close();
    outer.close();
    measurer.get(30, TimeUnit.SECONDS);
  }

  @Test
  void threadThatWouldWaitForItselfIsToldSo() {
    LeaseHandle step = lease.trainingStep();
    assertThatThrownBy(() -> lease.exclusive(LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("close the training step");
    step.close();
    LeaseHandle alone = lease.exclusive(LONG);
    assertThatThrownBy(lease::trainingStep).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lease.exclusive(LONG)).isInstanceOf(IllegalStateException.class);
    alone.close();
    alone.close();
    lease.exclusive(LONG).close();
  }

  @Test
  void interruptedWaitEndsAndLeavesTheLeaseUsable() throws Exception {
    Process child = child("exclusive");
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    Thread trainer =
        new Thread(
            () -> {
              try {
                lease.trainingStep();
              } catch (HardwareException e) {
                seen.complete(e);
              }
            });
    trainer.start();
    trainer.interrupt();
    assertThat(seen.get(30, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
    release(child);
    lease.exclusive(LONG).close();
  }

  @Test
  void failingBatchGivesItsShareBack() {
    assertThatThrownBy(
            () ->
                lease.trainingStep(
                    () -> {
                      throw new IllegalStateException("a bad batch");
                    }))
        .hasMessage("a bad batch");
    lease.exclusive(LONG).close();
    assertThat(lease.account().steps()).isEqualTo(1);
  }

  @Test
  void directoryThatIsAFileIsRefusedWithTheFix() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> MeasuringLease.in(file))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("give one that this user may write to");
  }

  private static boolean meet(CountDownLatch inside) {
    inside.countDown();
    try {
      return inside.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Process child(String mode) throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LeaseChild.class.getName(),
                mode,
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(child);
    BufferedReader output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    assertThat(output.readLine()).isEqualTo("held");
    return child;
  }

  private static void release(Process child) throws IOException {
    child.getOutputStream().write('\n');
    child.getOutputStream().flush();
  }
}
