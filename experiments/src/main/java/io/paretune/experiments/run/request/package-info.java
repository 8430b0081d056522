/**
 * What is asked of a run from outside of its process: stop, a trial of one's own, a note. Whoever
 * asks leaves a file in the run's directory; the run looks there once a second.
 */
@NullMarked
package io.paretune.experiments.run.request;

import org.jspecify.annotations.NullMarked;
