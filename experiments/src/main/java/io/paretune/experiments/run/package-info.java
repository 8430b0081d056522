/**
 * A run on disk: its directory, its study, and everything wired together.
 *
 * <p>Between the command line and the coordinator; what a run writes goes to its directory and
 * nowhere else.
 */
@NullMarked
package io.paretune.experiments.run;

import org.jspecify.annotations.NullMarked;
