/**
 * Studies on disk: an embedded database with one transaction a trial event.
 *
 * <p>Behind {@link io.paretune.search.trial.TrialStore}: a study writes through it while it runs,
 * and reports read from it, also from another process.
 */
@NullMarked
package io.paretune.results.store;

import org.jspecify.annotations.NullMarked;
