package io.paretune.experiments.coordinator;

/** Where a worker is in its life. */
public enum WorkerState {
  /** It was started and is being set up. */
  STARTED,
  /** It can evaluate trials. */
  READY,
  /** It died, fell silent or was ended with a late trial. */
  LOST,
  /** It was asked to end: it has served long enough, has grown, or there is nothing more to do. */
  RETIRED
}
