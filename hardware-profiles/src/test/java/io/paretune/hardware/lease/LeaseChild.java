package io.paretune.hardware.lease;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own that takes the lease as its first argument says, reports {@code held} on its
 * output, and keeps it until a line arrives on its input or it is killed.
 */
final class LeaseChild {
  private LeaseChild() {}

  public static void main(String[] arguments) throws Exception {
    MeasuringLease lease = MeasuringLease.in(Path.of(arguments[1]));
    if (arguments[0].equals("loop")) {
      // Trains without a pause, so that a measurer without a turnstile would starve.
      System.out.println("held");
      while (System.in.available() == 0) {
        lease.trainingStep(
            () -> {
              long end = System.nanoTime() + 2_000_000;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              return true;
            });
      }
      return;
    }
    LeaseHandle held =
        arguments[0].equals("step")
            ? lease.trainingStep()
            : lease.exclusive(Duration.ofSeconds(20));
    System.out.println("held");
    if (System.in.read() >= 0) {
      held.close();
    }
  }
}
