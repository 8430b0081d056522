package io.paretune.experiments.coordinator;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerFactory;
import java.util.function.LongUnaryOperator;

/**
 * The workers of a run.
 *
 * @param settings how many, and when one is late or replaced
 * @param factory starts them
 * @param setup what each is told first
 * @param known the number that workers know a trial of the study by; what an evaluation draws at
 *     random follows from it
 */
public record WorkerPlan(
    WorkerSettings settings, WorkerFactory factory, ToWorker.Setup setup, LongUnaryOperator known) {

  /** Workers that know trials by the numbers that the study gives them. */
  public WorkerPlan(WorkerSettings settings, WorkerFactory factory, ToWorker.Setup setup) {
    this(settings, factory, setup, LongUnaryOperator.identity());
  }

  /** The same where workers know trials by other numbers. */
  public WorkerPlan knowing(LongUnaryOperator others) {
    return new WorkerPlan(settings, factory, setup, others);
  }
}
