/**
 * What a run does before its search and after it, on workers of its own: preparations, finalists.
 *
 * <p>Above {@code run}, below the command line.
 */
@NullMarked
package io.paretune.experiments.run.phase;

import org.jspecify.annotations.NullMarked;
