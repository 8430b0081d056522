/**
 * Commands that evaluate trials: {@code run}, {@code resume}, {@code worker}, and what a terminal
 * shows of a run until its end.
 */
@NullMarked
package io.paretune.experiments.command.run;

import org.jspecify.annotations.NullMarked;
