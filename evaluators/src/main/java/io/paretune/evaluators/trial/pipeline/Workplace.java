package io.paretune.evaluators.trial.pipeline;

import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.preparation.kept.Place;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.hardware.lease.LeaseAccount;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Where trials are evaluated.
 *
 * @param shared directory for teachers and shared networks, which outlive a study
 * @param planned file that says how long the study's preparation, or its finalists, may take; need
 *     not exist
 * @param artifacts where exported files go
 * @param lease what keeps training and measuring apart
 * @param threads native threads for evaluating files; training takes the process's
 */
public record Workplace(
    Path shared, Path planned, ArtifactSink artifacts, MeasuringLease lease, int threads) {

  /** Where everything that is made once is kept in one directory. */
  public Workplace(Path shared, ArtifactSink artifacts, MeasuringLease lease, int threads) {
    this(shared, shared.resolve("preparation.json"), artifacts, lease, threads);
  }

  /** Where the study's preparations work. */
  public Place preparation() {
    return new Place(shared, gate(), TimeAllowed.in(planned, Clock.systemUTC()), threads);
  }

  /**
   * Where trials find what was prepared, and make again what is gone: the same, without a limit.
   */
  Place prepared() {
    Place place = preparation();
    return new Place(
        place.directory(), place.gate(), place.allowed().whateverItTakes(), place.lanes());
  }

  /**
   * A clock in nanoseconds that stands still while this place measures, waits until it may, or
   * waits for somebody else who does.
   */
  public LongSupplier workingTime() {
    return () -> {
      LeaseAccount account = lease.account();
      Duration still =
          account.stepsWaited().plus(account.measurementsWaited()).plus(account.measurementsHeld());
      return System.nanoTime() - still.toNanos();
    };
  }

  /** Goes around every batch of training: it waits while somebody measures. */
  public StepGate gate() {
    return gate(lease);
  }

  /** As {@link #gate()}, where there is no trial. */
  public static StepGate gate(MeasuringLease lease) {
    return new LeaseGate(lease);
  }

  private record LeaseGate(MeasuringLease lease) implements StepGate {
    @Override
    public void run(Runnable step) {
      LeaseHandle share = lease.trainingStep();
      try {
        step.run();
      } finally {
        share.close();
      }
    }

    /** The same lease by an account of its own: who works beside the steps waits beside them. */
    @Override
    public StepGate beside() {
      return new LeaseGate(MeasuringLease.in(lease.directory()));
    }
  }
}
