package io.paretune.experiments.coordinator;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.WorkerFactory;

/**
 * The workers of a run.
 *
 * @param settings how many, and when one is late or replaced
 * @param factory starts them
 * @param setup what each is told first
 */
public record WorkerPlan(WorkerSettings settings, WorkerFactory factory, ToWorker.Setup setup) {}
