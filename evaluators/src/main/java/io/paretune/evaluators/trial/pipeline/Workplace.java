package io.paretune.evaluators.trial.pipeline;

import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import java.nio.file.Path;

/**
 * Where trials are evaluated.
 *
 * @param cache directory for teachers, shared by all workers of a study
 * @param shared directory for shared networks, which outlive a study
 * @param artifacts where exported files go
 * @param lease what keeps training and measuring apart
 * @param threads native threads for evaluating files; training takes the process's
 */
public record Workplace(
    Path cache, Path shared, ArtifactSink artifacts, MeasuringLease lease, int threads) {

  /** Where everything that is made once is kept in one directory. */
  public Workplace(Path cache, ArtifactSink artifacts, MeasuringLease lease, int threads) {
    this(cache, cache, artifacts, lease, threads);
  }

  /** Goes around every batch of training: it waits while somebody measures. */
  public StepGate gate() {
    return gate(lease);
  }

  /** As {@link #gate()}, where there is no trial. */
  public static StepGate gate(MeasuringLease lease) {
    return step -> {
      LeaseHandle share = lease.trainingStep();
      try {
        step.run();
      } finally {
        share.close();
      }
    };
  }
}
