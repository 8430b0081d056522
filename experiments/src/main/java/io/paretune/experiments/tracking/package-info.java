/**
 * Trackers: where people look for all their experiments, and where a run's trials are to appear,
 * too (key {@code log}). A {@link io.paretune.experiments.tracking.Tracker} is told what is new of
 * a study by {@link io.paretune.experiments.tracking.Tracking}, on a thread of its own, so that
 * none of them can slow or end the search.
 */
@NullMarked
package io.paretune.experiments.tracking;

import org.jspecify.annotations.NullMarked;
