/**
 * Kept recordings of measurements, for people: pictures of what was timed, and what became of it.
 */
@NullMarked
package io.paretune.experiments.recording;

import org.jspecify.annotations.NullMarked;
