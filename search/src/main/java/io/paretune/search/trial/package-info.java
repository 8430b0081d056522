/**
 * What happened: trials, their life cycle and the events that a store keeps.
 *
 * <p>Between the study, which decides, and its store, which remembers; samplers and pruners read it
 * through {@link io.paretune.search.trial.StudyView}.
 */
@NullMarked
package io.paretune.search.trial;

import org.jspecify.annotations.NullMarked;
